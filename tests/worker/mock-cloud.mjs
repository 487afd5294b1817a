import { createServer } from "node:http";

/**
 * @typedef {object} Payload of DescribeInstances
 * @property {{ Name: string, Values: string[] }[]} [Filters]
 * @property {number} [Offset]
 * @property {number} [Limit]
 * @property {string} [language] the language asked for, in `seen`
 */

/** A mock of the cloud: `reply` returns the answer, or undefined to leave the request open. */
export async function startCloud() {
  /** @type {Payload[]} */
  const seen = [];
  /** @type {{ reply: (payload: Payload) => unknown }} */
  const cloud = { reply: () => undefined };
  let open = 0;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const payload = JSON.parse(text);
    seen.push({ ...payload, language: request.headers["x-tc-language"] });
    open += 1;
    response.once("close", () => {
      open -= 1;
    });
    const body = cloud.reply(payload);
    if (body !== undefined) response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    cloud,
    /** Requests that wait for an answer. */
    open: () => open,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {object[]} instances */
export const page = (instances, total = instances.length) => ({
  Response: { TotalCount: total, InstanceSet: instances, RequestId: "r" },
});
/** @param {string} id @param {string} [name] */
export const machine = (id, name = id) => ({ InstanceId: id, InstanceName: name, InstanceState: "RUNNING" });
