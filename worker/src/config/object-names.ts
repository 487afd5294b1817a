import { hexDigest } from "../hash";
import type { Account } from "./accounts";
import type { Config } from "./config";

/** The part of an account that one object holds: a region, or KEYS for the idempotency keys of the whole account. */
export type Partition = string;

/** Not the name of a region: those hold a hyphen. */
export const KEYS: Partition = "keys";

/** The name of an account's Durable Object. No key is part of it, so that the key can be replaced. */
export const objectName = (account: string, partition: Partition): string => `${account}:${partition}`;

/** The names that the object may have had when objects were named after the key: one for each known key. */
export async function formerNames(
  { credentials, formerSecretIds }: Account,
  partition: Partition,
): Promise<string[]> {
  const ids = [...new Set([credentials.secretId, ...formerSecretIds])];
  return Promise.all(ids.map(async (id) => `${(await hexDigest(id)).slice(0, 32)}:${partition}`));
}

/** Which object this is, derived from its id. */
export interface Identity {
  readonly account: Account;
  readonly partition: Partition;
  /** It has a former name: what it holds belongs into the object of `objectName(account.name, partition)`. */
  readonly former: boolean;
}

interface Namespace {
  idFromName(name: string): DurableObjectId;
}

/**
 * Finds out which object has this id: an object woken by its alarm does not know its name.
 * @returns undefined for an account, region or key that is no longer configured
 */
export async function identify(
  namespace: Namespace,
  id: DurableObjectId,
  { accounts }: Pick<Config, "accounts">,
): Promise<Identity | undefined> {
  for (const account of accounts)
    for (const partition of [...account.regions, KEYS]) {
      if (namespace.idFromName(objectName(account.name, partition)).equals(id))
        return { account, partition, former: false };
      for (const name of await formerNames(account, partition))
        if (namespace.idFromName(name).equals(id)) return { account, partition, former: true };
    }
  return undefined;
}
