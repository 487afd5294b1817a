/**
 * @typedef {import("tencentcloud-edge").ClientEvent} ClientEvent
 * @typedef {import("tencentcloud-edge").FleetProgress} FleetProgress
 * @typedef {import("tencentcloud-edge").FleetResult} FleetResult
 * @typedef {import("tencentcloud-edge").Instance} Instance
 * @typedef {import("tencentcloud-edge").TencentCloudError} TencentCloudError
 */

/**
 * What a runtime is asked to do; everything in it is JSON.
 * @typedef {object} Task
 * @property {"startInstances" | "stopInstances" | "rebootInstances" | "call" | "describeInstances"} operation
 * @property {unknown[]} [ids]
 * @property {import("tencentcloud-edge").ApiRequest} [request] of `call`
 * @property {object} options
 * @property {import("tencentcloud-edge").Credentials[]} [source] credentials, one after the other, each time the function is asked
 * @property {number} [abortAfterMs]
 */

/**
 * Fields of the TencentCloudError; `ours` says whether it is one.
 * @typedef {Pick<TencentCloudError, "code" | "message" | "advice" | "attempts" | "requestId" | "invalidIds"> & {ours: boolean}} Failure
 */

/**
 * What came of it.
 * @typedef {object} Account
 * @property {FleetResult | Instance[] | Record<string, unknown>} [value] of a fleet operation, `describeInstances`, `call`
 * @property {Failure} [error]
 * @property {ClientEvent[]} events
 * @property {FleetProgress} [progress] the last one
 * @property {number} asked how often the source of credentials was asked
 * @property {number} ms
 */

/**
 * Does a task with the package, wherever this runs.
 * @param {typeof import("tencentcloud-edge")} client
 * @param {Task} task
 * @returns {Promise<Account>}
 */
export async function perform(client, { operation, ids, request, options, source, abortAfterMs }) {
  /** @type {Account} */
  const account = { events: [], asked: 0, ms: 0 };
  const controller = new AbortController();
  if (abortAfterMs !== undefined) setTimeout(() => controller.abort(), abortAfterMs);
  const { settleMs, deadlineMs, ...calling } = /** @type {Record<string, unknown>} */ (options);
  const ofFleets = {
    settleMs,
    deadlineMs,
    onProgress: (/** @type {FleetProgress} */ progress) => {
      account.progress = progress;
    },
  };
  const all = {
    ...calling,
    signal: controller.signal,
    onEvent: (/** @type {ClientEvent} */ event) => account.events.push(event),
    ...(operation !== "call" && operation !== "describeInstances" && ofFleets),
    ...(source && {
      credentials: () => source[Math.min(account.asked++, source.length - 1)],
    }),
  };
  const began = Date.now();
  try {
    account.value = await run(client, operation, operation === "call" ? request : ids, all);
  } catch (error) {
    const thrown = /** @type {TencentCloudError} */ (error);
    const { code, message, advice, attempts, requestId, invalidIds } = thrown;
    const ours = error instanceof client.TencentCloudError;
    account.error = { ours, code, message, advice, attempts, requestId, invalidIds };
  }
  account.ms = Date.now() - began;
  return account;
}

/**
 * @param {typeof import("tencentcloud-edge")} client
 * @param {Task["operation"]} operation
 * @param {unknown} subject
 * @param {object} options
 * @returns {Promise<Account["value"]>}
 */
async function run(client, operation, subject, options) {
  if (operation !== "describeInstances") {
    const work = client[operation](/** @type {never} */ (subject), /** @type {never} */ (options));
    return /** @type {Promise<Account["value"]>} */ (work);
  }
  const rows = [];
  for await (const row of client.describeInstances(
    /** @type {never} */ ({ ...options, instanceIds: subject }),
  ))
    rows.push(row);
  return rows;
}
