import { hexDigest } from "../hash";
import type { Account } from "./accounts";

/** The part of an account that one object holds: a region, or KEYS for the idempotency keys of the whole account. */
export type Partition = string;

/** Not the name of a region: those hold a hyphen. */
export const KEYS: Partition = "keys";

/** The name of an account's Durable Object. No key is part of it, so that the key can be replaced. */
export const objectName = (account: string, partition: Partition): string => `${account}:${partition}`;

const formerName = async (secretId: string, partition: Partition) =>
  `${(await hexDigest(secretId)).slice(0, 32)}:${partition}`;

/**
 * The account that the objects of a key belong to, from when they were named after it: the account that lists the key in
 * `formerSecretIds`, else the first one that signs with it, else the only one that assumes a role with it. With several
 * roles nobody can tell, and acting for the wrong account is worse than waiting.
 */
function ownerOf(secretId: string, accounts: readonly Account[]): Account | undefined {
  const listing = accounts.filter(({ formerSecretIds }) => formerSecretIds.includes(secretId));
  if (listing.length > 0) return listing.length === 1 ? listing[0] : undefined;
  const using = accounts.filter(({ credentials }) => credentials.secretId === secretId);
  const signing = using.find(({ assumeRole }) => assumeRole === undefined);
  return signing ?? (using.length === 1 ? using[0] : undefined);
}

const secretIdsOf = ({ credentials, formerSecretIds }: Account) => [
  ...new Set([credentials.secretId, ...formerSecretIds]),
];

/** Which object this is, derived from its id. */
export interface Identity {
  readonly account: Account;
  readonly partition: Partition;
  /** It has a former name: what it holds belongs into the object of `objectName(account.name, partition)`. */
  readonly former: boolean;
  /** The names that the object may have had when objects were named after the key: one for each known key. */
  readonly formerNames: readonly string[];
}

/** Why it is not known which account and region an object belongs to. */
export interface Unidentified {
  readonly reason: string;
}

interface Namespace {
  idFromName(name: string): DurableObjectId;
}

async function identityOf(
  account: Account,
  partition: Partition,
  accounts: readonly Account[],
  former: boolean,
): Promise<Identity> {
  const owned = secretIdsOf(account).filter((id) => ownerOf(id, accounts) === account);
  const formerNames = await Promise.all(owned.map((id) => formerName(id, partition)));
  return { account, partition, former, formerNames };
}

const severalOwners = (secretId: string, accounts: readonly Account[]): Unidentified => {
  const names = accounts.filter((account) => secretIdsOf(account).includes(secretId)).map(({ name }) => name);
  return {
    reason: `its jobs were made with a key that ${names.join(" and ")} have; list the key's id in formerSecretIds of the one that they belong to`,
  };
};

/**
 * Finds out which object has this id: an object woken by its alarm does not know its name.
 * @param regions where it may be, beside those that are served: jobs go on in a region that is no longer served
 */
export async function identify(
  namespace: Namespace,
  id: DurableObjectId,
  accounts: readonly Account[],
  regions: readonly string[],
): Promise<Identity | Unidentified> {
  const partitions = new Set([...accounts.flatMap((account) => account.regions), ...regions, KEYS]);
  const isNamed = (name: string) => namespace.idFromName(name).equals(id);
  for (const partition of partitions) {
    const account = accounts.find(({ name }) => isNamed(objectName(name, partition)));
    if (account) return identityOf(account, partition, accounts, false);
  }
  for (const secretId of new Set(accounts.flatMap(secretIdsOf)))
    for (const partition of partitions) {
      if (!isNamed(await formerName(secretId, partition))) continue;
      const owner = ownerOf(secretId, accounts);
      return owner ? identityOf(owner, partition, accounts, true) : severalOwners(secretId, accounts);
    }
  return { reason: "no account of the configuration has this object" };
}
