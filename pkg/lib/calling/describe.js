import { list, requiredString } from "../core/check.js";
import { fromWasm, invalidArgument, isTencentCloudError, TencentCloudError } from "../core/errors.js";
import { collectIds, isAsync, listIds } from "../core/instance-ids.js";
import { members } from "../core/members.js";
import { LIMITS, SERVICE, VERSION } from "../model.gen.js";
import { listPages } from "./listing.js";
import { CALL_OPTIONS, readSignal } from "./options.js";

/** @typedef {import("../../index.js").ApiRequest} ApiRequest */
/** @typedef {import("../../index.js").CallOptions} CallOptions */
/** @typedef {import("../../index.js").Instance} Instance */
/** @typedef {{TotalCount: number, InstanceSet: Instance[], limit: number}} Page `limit`: the one it was asked with */
/** @typedef {(query: (limit: number) => object) => Promise<Page>} ReadPage */

const ACTION = "DescribeInstances";
const DESCRIBE_OPTIONS = /** @type {const} */ ([...CALL_OPTIONS, "instanceIds", "filters"]);

/**
 * `describeInstances` over a wasm module's `call`.
 * @param {(request: ApiRequest, options: CallOptions) => Promise<Partial<Page> & {RequestId?: string}>} call
 * @param {Pick<typeof import("../../dist/client.js"), "check_ids">} wasm
 * @returns {typeof import("../../index.js").describeInstances}
 */
export function createDescribeInstances(call, wasm) {
  return function describeInstances(options) {
    const { instanceIds, filters, ...calling } = members("options", options, DESCRIBE_OPTIONS);
    requiredString("region", calling.region);
    if (instanceIds !== undefined && filters !== undefined) {
      throw invalidArgument(
        "filters",
        "cannot be given together with `instanceIds`: the service takes one of the two",
      );
    }
    const readPage = pageReader((payload) =>
      call(
        { service: SERVICE, version: VERSION, action: ACTION, payload },
        /** @type {import("../../index.js").CallOptions} */ (calling),
      ),
    );
    if (instanceIds !== undefined) return byIds(readPage, idSource(wasm, instanceIds, calling.signal));
    return listing(readPage, filters === undefined ? {} : { Filters: readFilters("filters", filters) });
  };
}

/** @param {string} label @param {unknown} filters */
export const readFilters = (label, filters) =>
  list(label, filters).map((filter, at) => {
    const name = `${label}[${at}]`;
    const { Name, Values } = members(name, filter, ["Name", "Values"]);
    return {
      Name: requiredString(`${name}.Name`, Name),
      Values: list(`${name}.Values`, Values).map((value) => requiredString(`${name}.Values`, value)),
    };
  });

/**
 * What is wrong with a list is said at once, with an asynchronous iterable when it is read.
 * @param {Pick<typeof import("../../dist/client.js"), "check_ids">} wasm
 * @param {unknown} instanceIds
 * @param {unknown} signal
 * @returns {() => unknown[] | Promise<unknown[]>}
 */
function idSource(wasm, instanceIds, signal) {
  if (!isAsync(instanceIds)) {
    const ids = distinctIds(wasm, listIds(instanceIds));
    return () => ids;
  }
  const limits = { signal: readSignal(signal), deadlineMs: Number.POSITIVE_INFINITY };
  return async () => distinctIds(wasm, await collectIds(instanceIds, limits));
}

/**
 * @param {Pick<typeof import("../../dist/client.js"), "check_ids">} wasm
 * @param {unknown[]} given
 */
function distinctIds(wasm, given) {
  const ids = [...new Set(given)];
  try {
    wasm.check_ids(ids);
  } catch (thrown) {
    throw fromWasm(thrown, { action: ACTION, ids });
  }
  return ids;
}

/**
 * Reads one page; a smaller one when its reply would be, or was, too big. The smaller size stays.
 * @param {(payload: object) => Promise<Partial<Page> & {RequestId?: string}>} send
 * @returns {ReadPage}
 */
function pageReader(send) {
  let limit = LIMITS.described;
  return async function readPage(query) {
    for (;;) {
      try {
        const { InstanceSet, TotalCount, RequestId } = await send({ ...query(limit), Limit: limit });
        if (Array.isArray(InstanceSet))
          return { InstanceSet, TotalCount: /** @type {number} */ (TotalCount), limit };
        throw badReply("the reply has no InstanceSet", RequestId);
      } catch (thrown) {
        if (limit === 1 || !isTooBig(thrown)) throw thrown;
        limit = Math.ceil(limit / 2);
      }
    }
  };
}

/** @param {ReadPage} readPage @param {() => unknown[] | Promise<unknown[]>} source */
async function* byIds(readPage, source) {
  const ids = await source();
  for (let at = 0; at < ids.length; ) {
    const { InstanceSet, limit } = await readPage((limit) => ({ InstanceIds: ids.slice(at, at + limit) }));
    yield* InstanceSet;
    at += limit;
  }
}

/** @param {ReadPage} readPage @param {object} query */
async function* listing(readPage, query) {
  const pages = listPages({
    idOf: (/** @type {Instance} */ instance) => instance?.InstanceId,
    giveUp: () => badReply("the list of instances changed faster than it could be read; it is not complete"),
    async read(offset) {
      const { InstanceSet, TotalCount, limit } = await readPage(() => ({ ...query, Offset: offset }));
      return { rows: InstanceSet, total: TotalCount, limit };
    },
  });
  for await (const { rows } of pages) yield* rows;
}

/** @param {string} message @param {string} [requestId] */
const badReply = (message, requestId) =>
  new TencentCloudError("Client.BadReply", message, { advice: "retry", action: ACTION, requestId });

/** src/drive/fetch.rs says so in these words. @param {unknown} thrown */
const isTooBig = (thrown) =>
  isTencentCloudError(thrown) &&
  (thrown.code === "ResponseSizeLimitExceeded" || thrown.message.startsWith("the reply is over "));
