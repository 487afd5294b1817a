import { GROUPS, type Group, isGroup } from "../instances/rows";

/** The page's address: the view, so that a reload keeps it, and in a sign-in link the token. */
export interface Address {
  token: string | null;
  region: string | null;
  group: Group;
  text: string;
}

export function readAddress(url: URL): Address {
  const group = url.searchParams.get("state") ?? "";
  return {
    token: new URLSearchParams(url.hash.slice(1)).get("token"),
    region: url.searchParams.get("region"),
    group: isGroup(group) ? group : GROUPS[0],
    text: url.searchParams.get("q") ?? "",
  };
}

/** The address of this view, without a token. */
export function writeAddress(path: string, view: Omit<Address, "token">): string {
  const query = new URLSearchParams();
  if (view.region) query.set("region", view.region);
  if (view.group !== GROUPS[0]) query.set("state", view.group);
  if (view.text) query.set("q", view.text);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
