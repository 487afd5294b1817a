/**
 * What a runtime is asked to do; everything in it is JSON.
 * @typedef {object} Task
 * @property {"startInstances" | "stopInstances" | "rebootInstances" | "call" | "describeInstances"} operation
 * @property {unknown[]} [ids]
 * @property {any} [request] of `call`
 * @property {any} options
 * @property {any[]} [source] credentials, one after the other, each time the function is asked
 * @property {number} [abortAfterMs]
 */

/**
 * What came of it.
 * @typedef {object} Account
 * @property {any} [value]
 * @property {any} [error] fields of the TencentCloudError; `ours` says whether it is one
 * @property {any[]} events
 * @property {any} [progress] the last one
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
  const all = {
    ...options,
    signal: controller.signal,
    onEvent: (/** @type {any} */ event) => account.events.push(event),
    onProgress: (/** @type {any} */ progress) => {
      account.progress = progress;
    },
    ...(source && {
      credentials: () => source[Math.min(account.asked++, source.length - 1)],
    }),
  };
  const began = Date.now();
  try {
    account.value = await run(client, operation, operation === "call" ? request : ids, all);
  } catch (/** @type {any} */ error) {
    const { code, message, advice, attempts, requestId, invalidIds } = error;
    const ours = error instanceof client.TencentCloudError;
    account.error = { ours, code, message, advice, attempts, requestId, invalidIds };
  }
  account.ms = Date.now() - began;
  return account;
}

/**
 * @param {any} client
 * @param {Task["operation"]} operation
 * @param {unknown} subject
 * @param {object} options
 */
async function run(client, operation, subject, options) {
  if (operation !== "describeInstances") return client[operation](subject, options);
  const rows = [];
  for await (const row of client.describeInstances({ ...options, instanceIds: subject })) rows.push(row);
  return rows;
}
