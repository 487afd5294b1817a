import { list, members, needed } from "../core/check.js";
import { argument, fromWasm, isOurs, TencentCloudError } from "../core/errors.js";

/** The most ids and rows of one page (DescribeInstances page). */
const PAGE = 100;
const ACTION = "DescribeInstances";
/** It goes back by this part of a page, then by twice as much. */
const STEPS = 5;
/** So often, in a whole list, it goes back to where it had been. */
const MOST_LOOKS_BACK = 30;

/**
 * `describeInstances` over a wasm module's `call`.
 * @param {typeof import("../../index.js").call} call
 * @param {Pick<typeof import("../../dist/client.js"), "check_ids">} wasm
 * @returns {typeof import("../../index.js").describeInstances}
 */
export function describer(call, wasm) {
  return function describeInstances(options) {
    const given = members("options", options, ["region", "instanceIds", "filters"]);
    needed("region", given.region);
    const { instanceIds, filters } = given;
    let limit = PAGE;
    if (instanceIds !== undefined && filters !== undefined) {
      throw argument(
        "filters",
        "cannot be given together with `instanceIds`: the service takes one of the two",
      );
    }
    if (instanceIds === undefined) return pages(filters === undefined ? {} : { Filters: filters });
    const ids = [...new Set(list("instanceIds", instanceIds))];
    try {
      wasm.check_ids(ids);
    } catch (thrown) {
      throw fromWasm(thrown, { action: ACTION, ids });
    }
    return batches(ids);

    /** @param {unknown[]} ids */
    async function* batches(ids) {
      for (let at = 0; at < ids.length; ) {
        const { InstanceSet, asked } = await page(() => ({ InstanceIds: ids.slice(at, at + limit) }));
        yield* InstanceSet;
        at += asked;
      }
    }

    /**
     * Each page begins with the last row of the one before. If it shows no row that was seen, machines before it may have
     * gone, and those behind them have moved to where nobody would look: it goes back until it meets one. Pages of a single
     * row cannot meet; there a total that shrinks is the sign.
     * @param {object} query
     */
    async function* pages(query) {
      /** @type {Set<unknown>} */
      const seen = new Set();
      const isSeen = (/** @type {import("../../index.js").Instance} */ instance) =>
        seen.has(instance?.InstanceId);
      let [looksBack, step, lastTotal] = [0, 0, 0];
      let [overlap, meets] = [1, true];
      for (let from = 0; ; ) {
        const { InstanceSet, TotalCount } = await page(() => ({ ...query, Offset: from }));
        const follows = meets ? InstanceSet.some(isSeen) : TotalCount >= lastTotal;
        lastTotal = TotalCount;
        if (from > 0 && !follows) {
          looksBack += 1;
          if (looksBack > MOST_LOOKS_BACK) throw changing();
          step = step === 0 ? Math.ceil(limit / STEPS) : 2 * step;
          overlap = Math.ceil(limit / STEPS);
          meets = true;
          from = Math.max(0, from - step);
          continue;
        }
        step = 0;
        for (const instance of InstanceSet) {
          if (!isSeen(instance)) yield instance;
          seen.add(instance?.InstanceId);
        }
        const { length } = InstanceSet;
        if (length === 0 || from + length >= TotalCount) return;
        const shared = Math.min(overlap, limit - 1, length - 1);
        meets = shared > 0;
        from += length - shared;
      }
    }

    /**
     * One page; a smaller one when its reply would be, or was, too big.
     * @param {() => object} query
     * @returns {Promise<{TotalCount: number, InstanceSet: import("../../index.js").Instance[], asked: number}>}
     */
    async function page(query) {
      for (;;) {
        const payload = { ...query(), Limit: limit };
        try {
          const request = { service: "cvm", version: "2017-03-12", action: ACTION, payload };
          const { InstanceSet, TotalCount, RequestId } = /** @type {any} */ (await call(request, options));
          if (Array.isArray(InstanceSet)) return { InstanceSet, TotalCount, asked: limit };
          throw new TencentCloudError("Client.BadReply", "the reply has no InstanceSet", {
            advice: "retry",
            action: ACTION,
            requestId: RequestId,
          });
        } catch (thrown) {
          if (limit === 1 || !isTooBig(thrown)) throw thrown;
          limit = Math.ceil(limit / 2);
        }
      }
    }
  };
}

const changing = () =>
  new TencentCloudError(
    "Client.BadReply",
    "the list of instances changed faster than it could be read; it is not complete",
    {
      advice: "retry",
      action: ACTION,
    },
  );

/** src/drive/fetch.rs says so in these words. @param {any} thrown */
const isTooBig = (thrown) =>
  isOurs(thrown) &&
  (thrown.code === "ResponseSizeLimitExceeded" || thrown.message.startsWith("the reply is over "));
