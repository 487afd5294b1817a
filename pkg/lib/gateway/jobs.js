import { requiredString, text } from "../core/check.js";
import { listIds } from "../core/instance-ids.js";
import { members } from "../core/members.js";
import { writeJson } from "../core/write-json.js";
import { noAnswer } from "./errors.js";
import { readSignal, signalOf } from "./options.js";
import { everyPage } from "./pages.js";
import { readWatchOptions, watchJob } from "./watch.js";

/** @typedef {import("../../gateway.js").GatewayClient} GatewayClient */
/** @typedef {import("./http.js").Http} Http */

const LIST = /** @type {const} */ (["account", "state", "cursor", "limit"]);
const JOB = /** @type {const} */ ([
  "action",
  "region",
  "instanceIds",
  "account",
  "wait",
  "deadlineMs",
  "connectMs",
  "shortageMs",
  "parameters",
  "ramp",
  "stopAfter",
]);
const ROWS = /** @type {const} */ (["outcome", "code", "cursor", "limit"]);

/** @param {unknown} id */
const pathOf = (id) => `/v1/jobs/${encodeURIComponent(requiredString("id", id))}`;

/**
 * @param {Http} http
 * @param {string | undefined} account
 * @returns {GatewayClient["jobs"]}
 */
export function jobRoutes(http, account) {
  /** @type {GatewayClient["jobs"]} */
  const routes = {
    ...creating(http, account),

    async list(query = {}, options) {
      const given = members("query", query, LIST);
      const asked = { ...given, account: given.account ?? account };
      return http.json({ path: "/v1/jobs", query: asked, signal: signalOf(options) });
    },

    all: (query = {}, options) => everyPage((cursor) => routes.list({ ...query, ...cursor }, options)),

    get: async (id, options) => http.json({ path: pathOf(id), signal: signalOf(options) }),

    instances: async (id, query = {}, options) =>
      http.json({
        path: `${pathOf(id)}/instances`,
        query: members("query", query, ROWS),
        signal: signalOf(options),
      }),

    allInstances: (id, query = {}, options) =>
      everyPage((cursor) => routes.instances(id, { limit: 1_000, ...query, ...cursor }, options)),

    csv: async (id, query = {}, options) =>
      http.text({
        path: `${pathOf(id)}/instances`,
        query: { ...members("query", query, ["outcome", "code"]), format: "csv" },
        signal: signalOf(options),
      }),

    // A second cancel changes nothing.
    cancel: async (id, options) =>
      http.json({ method: "POST", path: `${pathOf(id)}/cancel`, safe: true, signal: signalOf(options) }),

    async *watch(id, options) {
      const path = pathOf(id);
      const source = {
        open: (/** @type {number | undefined} */ version, /** @type {AbortSignal} */ signal) =>
          http.stream({
            path: `${path}/events`,
            headers: {
              accept: "text/event-stream",
              ...(version !== undefined && { "last-event-id": String(version) }),
            },
            signal,
          }),
        read: (/** @type {AbortSignal} */ signal) => http.json({ path, signal }),
      };
      yield* watchJob(source, readWatchOptions(options));
    },
  };
  return routes;
}

/** @typedef {{idempotencyKey?: string, signal?: AbortSignal}} Options */

/**
 * What the members may hold is for the gateway to say.
 * @param {unknown} job
 * @param {string | undefined} account
 * @param {{dryRun?: true}} more
 */
function bodyOf(job, account, more) {
  const given = members("job", job, JOB);
  const body = {
    ...given,
    ...more,
    account: given.account ?? account,
    instanceIds: listIds(given.instanceIds),
    ramp: given.ramp === undefined ? undefined : members("job.ramp", given.ramp, ["first", "factor"]),
  };
  return writeJson(body, "job");
}

/**
 * @param {Http} http
 * @param {string | undefined} account
 */
function creating(http, account) {
  /** @param {unknown} job @param {Options} options @param {string | undefined} fallback @param {{dryRun?: true}} [more] */
  const requestOf = (job, options, fallback, more = {}) => {
    const given = members("options", options, ["idempotencyKey", "signal"]);
    const key = text("idempotencyKey", given.idempotencyKey) ?? fallback;
    return {
      key,
      ask: {
        method: /** @type {const} */ ("POST"),
        path: "/v1/jobs",
        body: bodyOf(job, account, more),
        headers: /** @type {Record<string, string>} */ (key === undefined ? {} : { "idempotency-key": key }),
        safe: true,
        signal: readSignal(given.signal),
      },
    };
  };
  return {
    /** @type {GatewayClient["jobs"]["create"]} */
    async create(job, options = {}) {
      const { key, ask } = requestOf(job, options, crypto.randomUUID());
      let lost = false;
      const onLost = () => {
        lost = true;
      };
      try {
        // The same key: whichever of the requests arrived, there is one job.
        return await http.json({ ...ask, onLost });
      } catch (failure) {
        if (!lost) throw failure;
        const message =
          "no answer came: whether the job was created is not known. Create it again with this error's idempotencyKey, which finds it or creates it";
        throw Object.assign(noAnswer("Client.ReplyLost", message, failure), { idempotencyKey: key });
      }
    },

    /** @type {GatewayClient["jobs"]["dryRun"]} */
    async dryRun(job, options = {}) {
      const { ask } = requestOf(job, options, undefined, { dryRun: true });
      return http.json(ask);
    },
  };
}
