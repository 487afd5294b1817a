import { list, needed, object } from "./check.js";
import { argument, fromWasm } from "./errors.js";

/** The most ids and rows of one page (DescribeInstances page). */
const PAGE = 100;

/**
 * `describeInstances` over a wasm module's `call`.
 * @param {typeof import("../index.js").call} call
 * @param {Pick<typeof import("../dist/client.js"), "check_ids">} wasm
 * @returns {typeof import("../index.js").describeInstances}
 */
export function describer(call, wasm) {
  return function describeInstances(options) {
    const given = object("options", options);
    needed("region", given.region);
    const { instanceIds, filters } = options;
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
      throw fromWasm(thrown, { action: "DescribeInstances", ids });
    }
    return batches(ids);

    /** @param {unknown[]} ids */
    async function* batches(ids) {
      for (let at = 0; at < ids.length; at += PAGE) {
        const { InstanceSet } = await page({ InstanceIds: ids.slice(at, at + PAGE), Limit: PAGE });
        yield* InstanceSet;
      }
    }

    /** @param {object} query */
    async function* pages(query) {
      // Between two pages the fleet may change, and what was on the last one may move to the next.
      const seen = new Set();
      for (let offset = 0; ; ) {
        const { InstanceSet, TotalCount } = await page({ ...query, Offset: offset, Limit: PAGE });
        for (const instance of InstanceSet) {
          if (!seen.has(instance.InstanceId)) yield instance;
          seen.add(instance.InstanceId);
        }
        offset += InstanceSet.length;
        if (InstanceSet.length === 0 || offset >= TotalCount) return;
      }
    }

    /**
     * @param {object} payload
     * @returns {Promise<{TotalCount: number, InstanceSet: import("../index.js").Instance[]}>}
     */
    function page(payload) {
      return call({ service: "cvm", version: "2017-03-12", action: "DescribeInstances", payload }, options);
    }
  };
}
