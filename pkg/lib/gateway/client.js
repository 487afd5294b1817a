import { requiredString } from "../core/check.js";
import { members } from "../core/members.js";
import { writeJson } from "../core/write-json.js";
import { Http } from "./http.js";
import { jobRoutes } from "./jobs.js";
import { readConnection, signalOf } from "./options.js";
import { everyPage } from "./pages.js";

/** @typedef {import("../../gateway.js").GatewayClient} GatewayClient */

const SCOPES = /** @type {const} */ ([
  "actions",
  "regions",
  "instances",
  "maxInstances",
  "accounts",
  "metrics",
  "admin",
]);
const INSTANCES = /** @type {const} */ (["account", "region", "state", "q", "cursor", "limit"]);

/** @type {typeof import("../../gateway.js").createGatewayClient} */
export function createGatewayClient(options) {
  const connection = readConnection(options);
  const { account } = connection;
  const http = new Http(connection);
  return {
    healthz: async (options) => http.json({ path: "/healthz", signal: signalOf(options) }),
    readyz: async (options) => http.json({ path: "/readyz", signal: signalOf(options), accepts: [503] }),
    metrics: async (options) => http.text({ path: "/metrics", signal: signalOf(options) }),
    session: async (options) => http.json({ path: "/v1/session", signal: signalOf(options) }),
    instances: instanceRoutes(http, account),
    jobs: jobRoutes(http, account),
    tokens: tokenRoutes(http),
  };
}

/**
 * @param {Http} http
 * @param {string | undefined} account
 * @returns {GatewayClient["instances"]}
 */
function instanceRoutes(http, account) {
  /** @type {GatewayClient["instances"]["list"]} */
  const list = async (query, options) => {
    const given = members("query", query, INSTANCES);
    requiredString("region", given.region);
    return http.json({
      path: "/v1/instances",
      query: { ...given, account: given.account ?? account },
      signal: signalOf(options),
    });
  };
  return { list, all: (query, options) => everyPage((cursor) => list({ ...query, ...cursor }, options)) };
}

/** What the members may hold is for the gateway to say. @param {unknown} token */
function readToken(token) {
  const given = members("token", token, ["name", "scopes", "expiresAt"]);
  const { scopes } = given;
  const checked = scopes === undefined ? undefined : members("token.scopes", scopes, SCOPES);
  return writeJson({ ...given, scopes: checked }, "token");
}

/** @param {Http} http @returns {GatewayClient["tokens"]} */
function tokenRoutes(http) {
  return {
    list: async (options) => http.json({ path: "/v1/tokens", signal: signalOf(options) }),
    create: async (token, options) =>
      http.json({
        method: "POST",
        path: "/v1/tokens",
        body: readToken(token),
        signal: signalOf(options),
      }),
    revoke: async (name, options) =>
      http.json({
        method: "DELETE",
        path: `/v1/tokens/${encodeURIComponent(requiredString("name", name))}`,
        signal: signalOf(options),
      }),
  };
}
