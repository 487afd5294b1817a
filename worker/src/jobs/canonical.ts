import { type Fields, isRecord } from "../config/validation";
import { hexDigest } from "../hash";
import type { JobRequest } from "./request";

/* The members and their order are those of the first release, whose keys are still bound to their digest. */
function bodyOf({ action, region, instanceIds, options: { wait = true, ...more } }: JobRequest): Fields {
  return { action, region, instanceIds, wait, ...more };
}

const sorted = (members: Fields): Fields =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The same body, whatever the order in which the members of `parameters` and `ramp` were given. */
const canonical = (body: Fields): Fields =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isRecord(value) ? sorted(value) : value]),
  );

/** The digest that an idempotency key is bound to. */
export const digestOf = (request: JobRequest): Promise<string> =>
  hexDigest(JSON.stringify(canonical(bodyOf(request))));

/**
 * Whether a stored digest is of this request. Releases before members were sorted stored the digest of the body as given.
 */
export async function isDigestOf(stored: string, request: JobRequest): Promise<boolean> {
  if (stored === (await digestOf(request))) return true;
  return stored === (await hexDigest(JSON.stringify(bodyOf(request))));
}
