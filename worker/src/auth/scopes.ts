import type { Scopes } from "tencentcloud-edge/gateway";

/** What one token may do. What is not listed is denied. */
export type { Scopes };

/** Why a request is outside the scopes: the scope that denies it, and a sentence for the caller. */
export interface ScopeViolation {
  readonly scope: keyof Scopes;
  readonly detail: string;
}

const SHOWN_IDS = 20;

/** Whether `text` matches `pattern`, in which `*` is the only special character. */
export function matches(pattern: string, text: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (!text.startsWith(head)) return false;
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}

const allows = (list: readonly string[], name: string) => list.includes("*") || list.includes(name);

export const allowsAction = (scopes: Scopes, action: string) => allows(scopes.actions, action);
export const allowsRegion = (scopes: Scopes, region: string) => allows(scopes.regions, region);
export const allowsAccount = (scopes: Scopes, account: string) => allows(scopes.accounts, account);
export const allowsInstance = (scopes: Scopes, id: string) => scopes.instances.some((p) => matches(p, id));
/** Whether all instances are allowed, so that this caller may see every instance of other callers' jobs. */
export const allowsEveryInstance = (scopes: Scopes) =>
  scopes.instances.some((p) => p === "*" || p === "ins-*");

/** The first scope that does not cover the action in the region, or undefined. */
export function checkAction(scopes: Scopes, action: string, region: string): ScopeViolation | undefined {
  if (!allowsAction(scopes, action))
    return { scope: "actions", detail: `This token's scope "actions" does not include ${action}.` };
  if (!allowsRegion(scopes, region))
    return { scope: "regions", detail: `This token's scope "regions" does not include ${region}.` };
  return undefined;
}

/** The first scope that does not cover acting on these instances together, or undefined. */
export function checkInstances(scopes: Scopes, ids: readonly string[]): ScopeViolation | undefined {
  const outside = ids.filter((id) => !allowsInstance(scopes, id));
  if (outside.length > 0) {
    const more = outside.length > SHOWN_IDS ? ` and ${outside.length - SHOWN_IDS} more` : "";
    return {
      scope: "instances",
      detail: `This token's scope "instances" does not cover ${outside.slice(0, SHOWN_IDS).join(", ")}${more}.`,
    };
  }
  if (ids.length > scopes.maxInstances)
    return {
      scope: "maxInstances",
      detail: `This token's scope "maxInstances" allows ${scopes.maxInstances} instances a job; this one names ${ids.length}.`,
    };
  return undefined;
}
