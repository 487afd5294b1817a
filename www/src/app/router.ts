import { GROUPS, type Group, isGroup } from "../instances/rows";

/** What the page's address says: a token once, after sign-in links, and the view, so that a reload keeps it. */
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

/** The address of this view, with no token in it. */
export function writeAddress(path: string, view: Omit<Address, "token">): string {
  const query = new URLSearchParams();
  if (view.region) query.set("region", view.region);
  if (view.group !== GROUPS[0]) query.set("state", view.group);
  if (view.text) query.set("q", view.text);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
