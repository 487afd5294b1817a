import { hexDigest } from "../hash";
import type { Account } from "./accounts";
import type { Config } from "./config";

/** Where in an account an object stands: a region, or KEYS for the idempotency keys of the whole account. */
export type Place = string;

/** No region has this name: a region's holds a hyphen. */
export const KEYS: Place = "keys";

/**
 * The name of the Durable Object of an account and a region (or KEYS). It holds no key, so that the object stays the same
 * when the account's key is replaced.
 */
export const objectName = (account: string, place: Place): string => `${account}:${place}`;

/** Names that the same object may have had when objects were named after the key: one for each key known. */
export async function formerNames(
  { credentials, formerSecretIds }: Account,
  place: Place,
): Promise<string[]> {
  const ids = [...new Set([credentials.secretId, ...formerSecretIds])];
  return Promise.all(ids.map(async (id) => `${(await hexDigest(id)).slice(0, 32)}:${place}`));
}

/** Which object this is, as told by its id alone. */
export interface Identity {
  readonly account: Account;
  readonly place: Place;
  /** It bears a former name: what it holds belongs into the object of `objectName(account.name, place)`. */
  readonly former: boolean;
}

interface Namespace {
  idFromName(name: string): DurableObjectId;
}

/**
 * Finds out which object has this id: an object that its alarm wakes is not told its name.
 * @returns undefined for an account, region or key that the configuration does not name any more
 */
export async function identify(
  namespace: Namespace,
  id: DurableObjectId,
  { accounts }: Pick<Config, "accounts">,
): Promise<Identity | undefined> {
  for (const account of accounts)
    for (const place of [...account.regions, KEYS]) {
      if (namespace.idFromName(objectName(account.name, place)).equals(id))
        return { account, place, former: false };
      for (const name of await formerNames(account, place))
        if (namespace.idFromName(name).equals(id)) return { account, place, former: true };
    }
  return undefined;
}
