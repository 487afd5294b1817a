import { list, members, needed } from "./check.js";
import { argument, fromWasm, isOurs, TencentCloudError } from "./errors.js";

/** The most ids and rows of one page (DescribeInstances page). */
const PAGE = 100;
const ACTION = "DescribeInstances";

/**
 * `describeInstances` over a wasm module's `call`.
 * @param {typeof import("../index.js").call} call
 * @param {Pick<typeof import("../dist/client.js"), "check_ids">} wasm
 * @returns {typeof import("../index.js").describeInstances}
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

    /** @param {object} query */
    async function* pages(query) {
      // Between two pages the fleet may change, and what was on the last one may move to the next.
      const seen = new Set();
      for (let offset = 0; ; ) {
        const { InstanceSet, TotalCount } = await page(() => ({ ...query, Offset: offset }));
        for (const instance of InstanceSet) {
          const id = instance?.InstanceId;
          if (!seen.has(id)) yield instance;
          seen.add(id);
        }
        offset += InstanceSet.length;
        if (InstanceSet.length === 0 || offset >= TotalCount) return;
      }
    }

    /**
     * One page; a smaller one when its reply would be, or was, too big.
     * @param {() => object} query
     * @returns {Promise<{TotalCount: number, InstanceSet: import("../index.js").Instance[], asked: number}>}
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

/** src/drive/fetch.rs says so in these words. @param {any} thrown */
const isTooBig = (thrown) =>
  isOurs(thrown) &&
  (thrown.code === "ResponseSizeLimitExceeded" || thrown.message.startsWith("the reply is over "));
