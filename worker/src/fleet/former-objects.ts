import { type Identity, objectName } from "../config/object-names";
import { log } from "../log";
import type { TransferApi } from "./api";
import { mergeSaved } from "./rate-limits";
import type { Store } from "./store/store";
import type { TransferAt } from "./store/transfer";

export interface FormerObjectsOptions {
  readonly store: Store;
  /** Resolves when everything written is on disk. */
  readonly sync: () => Promise<void>;
  readonly nowMs: () => number;
  /** The object of a name. */
  readonly object: (name: string) => TransferApi;
}

/**
 * Objects were once named after a digest of the account's secretId. What such an object holds is imported by the object
 * under today's name. Nothing may run there before that is done: until a former object has finished its export, its copy
 * is the valid one, and an import that starts again replaces what an earlier one wrote.
 */
export class FormerObjects {
  readonly #options: FormerObjectsOptions;

  constructor(options: FormerObjectsOptions) {
    this.#options = options;
  }

  /** Imports from every former object of this one. */
  async importAll({ formerNames }: Identity): Promise<void> {
    for (const name of formerNames) await this.#importFrom(name);
  }

  /** Run by a former object: has its data imported, if there is any left. */
  async notifySuccessor({ account, partition }: Identity): Promise<void> {
    const { store, object } = this.#options;
    if (store.hasUnexported()) await object(objectName(account.name, partition)).importNow();
  }

  async #importFrom(name: string): Promise<void> {
    const { store, sync, object, nowMs } = this.#options;
    const former = object(name);
    const { hasData, pace } = await former.describeExport();
    if (!hasData) return;
    let rows = 0;
    let at: TransferAt | undefined = { table: 0, offset: 0 };
    while (at) {
      const page = await former.exportPage(at);
      store.importPage(page);
      rows += page.rows.length;
      at = page.next;
    }
    const own = store.meta.get("pace");
    // After a rollback each may have sent within the last second.
    if (pace !== undefined)
      store.meta.put("pace", mergeSaved(own === undefined ? [pace] : [own, pace], nowMs()));
    await sync();
    await former.finishExport();
    log("object.moved", { rows });
  }
}
