import { log } from "../log";
import type { Store } from "./store/store";
import type { TransferAt, TransferPage } from "./store/transfer";

/** An object of the same account and place under the name it had when objects were named after the key. */
export interface Predecessor {
  /** Whether it holds anything, and its pace. It runs nothing any more. */
  surrender(): Promise<{ readonly holds: boolean; readonly pace?: string }>;
  handOver(at: TransferAt): Promise<TransferPage>;
  /** Everything is on disk elsewhere. */
  retire(): Promise<void>;
}

/**
 * Takes over all that a predecessor holds. Nothing may run here before this is done: until the predecessor has retired its
 * copy is the one that counts, and a copy begun anew replaces what an earlier one brought.
 */
export async function takeOver(store: Store, sync: () => Promise<void>, from: Predecessor): Promise<void> {
  const { holds, pace } = await from.surrender();
  if (!holds) return;
  let rows = 0;
  let at: TransferAt | undefined = { table: 0, offset: 0 };
  while (at) {
    const page: TransferPage = await from.handOver(at);
    store.takePage(page);
    rows += page.rows.length;
    at = page.next;
  }
  if (pace !== undefined && store.meta.get("pace") === undefined) store.meta.put("pace", pace);
  await sync();
  await from.retire();
  log("object.moved", { rows });
}
