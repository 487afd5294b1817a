import { createServer } from "node:http";

/**
 * One request that reached the cloud.
 * @typedef {object} Arrival
 * @property {string} action
 * @property {number} nth how many of this action have come, this one included
 * @property {{InstanceIds: string[], [name: string]: unknown}} payload
 */

/** What DescribeInstances answers. @param {string[]} ids @param {string} state */
export const instances = (ids, state) => ({
  TotalCount: ids.length,
  InstanceSet: ids.map((InstanceId) => ({ InstanceId, InstanceName: "m", InstanceState: state })),
});

/** What DescribeInstancesStatus answers. @param {string[]} ids @param {string} state */
export const statuses = (ids, state) => ({
  TotalCount: ids.length,
  InstanceStatusSet: ids.map((InstanceId) => ({ InstanceId, InstanceState: state })),
});

/** What AssumeRole answers. @param {number} nth @param {number} lifeMs */
export const temporaryKey = (nth, lifeMs) => ({
  Credentials: {
    TmpSecretId: `AKIDtmp${nth}`,
    TmpSecretKey: `secretsecret${nth}`,
    Token: `tokentoken${nth}`,
  },
  ExpiredTime: Math.floor((Date.now() + lifeMs) / 1_000),
});

/** @param {string} Code @param {string} [Message] */
export const refused = (Code, Message = "no") => ({ Error: { Code, Message } });

/**
 * A cloud that answers what a test says, at the moment it says: for what no emulator does by itself.
 * @param {(arrival: Arrival) => object | Promise<object>} answer the `Response`, without RequestId
 */
export async function startScriptedCloud(answer) {
  /** @type {Arrival[]} */
  const arrivals = [];
  const countOf = (/** @type {string} */ action) =>
    arrivals.filter((known) => known.action === action).length;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const action = String(request.headers["x-tc-action"]);
    const arrival = { action, nth: countOf(action) + 1, payload: JSON.parse(body) };
    arrivals.push(arrival);
    const RequestId = `00000000-0000-4000-8000-${String(arrivals.length).padStart(12, "0")}`;
    const given = await answer(arrival);
    response.end(JSON.stringify({ Response: { ...given, RequestId } }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    countOf,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
