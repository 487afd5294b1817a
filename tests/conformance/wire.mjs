import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/**
 * Requests as the documentation describes them, written with a standard library alone, so that the suite owes nothing to
 * the package.
 *
 * @typedef {object} Call
 * @property {string} action
 * @property {object | string} [params] an object, or the body itself
 * @property {"POST" | "GET"} [method]
 * @property {"tc3" | "v1"} [scheme]
 * @property {"HmacSHA1" | "HmacSHA256"} [v1]
 * @property {string} [version]
 * @property {string | null} [region] null: none
 * @property {number | string} [timestamp] seconds
 * @property {string} [contentType]
 * @property {string[]} [signedHeaders]
 * @property {"zh-CN" | "en-US"} [language]
 * @property {boolean} [unsigned]
 * @property {{secretId: string, secretKey: string, token?: string}} [keys]
 * @property {Record<string, string>} [extra] further headers, or for v1 further parameters
 * @property {string[]} [without] headers, or for v1 parameters, that are left out; they are not signed either
 * @property {(signature: string) => string} [spoil] changes the signature
 * @property {(authorization: string) => string} [rewrite] changes the whole Authorization
 * @property {string} [scope] the date of the credential scope
 * @property {string} [service]
 *
 * @typedef {{method: string, target: string, headers: Record<string, string>, body: string}} Wire
 * @typedef {{status: number, headers: import("node:http").IncomingHttpHeaders, text: string}} Reply
 */

const hash = (/** @type {string} */ text) => createHash("sha256").update(text).digest("hex");
const mac = (/** @type {string | Buffer} */ key, /** @type {string} */ text) =>
  createHmac("sha256", key).update(text).digest();
const encoded = (/** @type {string} */ text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Parameters as pairs: `InstanceIds.0`, `Filters.0.Name`.
 * @param {unknown} value
 * @param {string} [name]
 * @returns {Array<[string, string]>}
 */
export function flat(value, name = "") {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, name === "" ? key : `${name}.${key}`));
}

/** @param {Array<[string, string]>} pairs */
const form = (pairs) => pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&");

/**
 * @param {Required<Pick<Call, "action" | "keys">> & Call} call
 * @param {string} host
 * @returns {Wire}
 */
export const write = (call, host) => (call.scheme === "v1" ? writeV1(call, host) : writeTc3(call, host));

/** @param {Call} call @param {string} host @returns {Wire} */
function writeTc3(call, host) {
  const { action, params = {}, method = "POST", version = "2017-03-12", region = "ap-guangzhou" } = call;
  const { keys = { secretId: "", secretKey: "" }, service = "cvm", without = [] } = call;
  const timestamp = call.timestamp ?? Math.floor(Date.now() / 1000);
  const get = method === "GET";
  const body = get ? "" : typeof params === "string" ? params : JSON.stringify(params);
  const query = get ? (typeof params === "string" ? params : form(flat(params))) : "";
  const contentType =
    call.contentType ?? (get ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8");
  /** @type {Record<string, string>} */
  const headers = {
    host,
    "content-type": contentType,
    "x-tc-action": action,
    "x-tc-version": version,
    "x-tc-timestamp": String(timestamp),
    ...(region !== null && { "x-tc-region": region }),
    ...(keys.token !== undefined && { "x-tc-token": keys.token }),
    ...(call.language !== undefined && { "x-tc-language": call.language }),
    ...(call.unsigned && { "x-tc-content-sha256": "UNSIGNED-PAYLOAD" }),
    ...call.extra,
  };
  for (const name of without) delete headers[name];
  const names = call.signedHeaders ?? ["content-type", "host"];
  const signed = names.map((name) => `${name}:${(headers[name] ?? "").trim().toLowerCase()}\n`).join("");
  const list = names.join(";");
  const payload = hash(call.unsigned ? "UNSIGNED-PAYLOAD" : body);
  const canonical = [method, "/", query, signed, list, payload].join("\n");
  const seconds = Number(timestamp);
  const date =
    call.scope ?? new Date((Number.isFinite(seconds) ? seconds : 0) * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const text = ["TC3-HMAC-SHA256", timestamp, scope, hash(canonical)].join("\n");
  const key = mac(mac(mac(`TC3${keys.secretKey}`, date), service), "tc3_request");
  const { spoil = (it) => it, rewrite = (it) => it } = call;
  const signature = spoil(mac(key, text).toString("hex"));
  const authorization = rewrite(
    `TC3-HMAC-SHA256 Credential=${keys.secretId}/${scope}, SignedHeaders=${list}, Signature=${signature}`,
  );
  if (authorization !== "") headers.authorization = authorization;
  return { method, target: query === "" ? "/" : `/?${query}`, headers, body };
}

/** @param {Call} call @param {string} host @returns {Wire} */
function writeV1(call, host) {
  const { action, params = {}, method = "POST", version = "2017-03-12", region = "ap-guangzhou" } = call;
  const { keys = { secretId: "", secretKey: "" }, v1 = "HmacSHA1", without = [] } = call;
  /** @type {Record<string, string>} */
  const all = {
    Action: action,
    Version: version,
    Timestamp: String(call.timestamp ?? Math.floor(Date.now() / 1000)),
    Nonce: "11886",
    SecretId: keys.secretId,
    ...(region !== null && { Region: region }),
    ...(v1 === "HmacSHA256" && { SignatureMethod: v1 }),
    ...(keys.token !== undefined && { Token: keys.token }),
    ...(call.language !== undefined && { Language: call.language }),
    ...Object.fromEntries(flat(params)),
    ...call.extra,
  };
  for (const name of without) delete all[name];
  const sorted = Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = `${method}${host}/?${sorted.map(([name, value]) => `${name}=${value}`).join("&")}`;
  const signature = createHmac(v1 === "HmacSHA1" ? "sha1" : "sha256", keys.secretKey)
    .update(text)
    .digest("base64");
  const { spoil = (it) => it } = call;
  const sent = form([
    ...sorted,
    .../** @type {Array<[string, string]>} */ (
      without.includes("Signature") ? [] : [["Signature", spoil(signature)]]
    ),
  ]);
  return method === "GET"
    ? { method, target: `/?${sent}`, headers: { host }, body: "" }
    : {
        method,
        target: "/",
        headers: { host, "content-type": "application/x-www-form-urlencoded" },
        body: sent,
      };
}

/**
 * Sends the bytes as they are. fetch would not let a test set Host, or a wrong one of anything.
 * @param {URL} endpoint
 * @param {Wire} wire
 * @returns {Promise<Reply>}
 */
export function send(endpoint, { method, target, headers, body }) {
  const open = endpoint.protocol === "https:" ? httpsRequest : httpRequest;
  const { hostname, port } = endpoint;
  const bytes = Buffer.from(body);
  const length = method === "GET" ? {} : { "content-length": String(bytes.length) };
  const options = {
    hostname,
    port,
    method,
    path: target,
    headers: { ...headers, ...length },
    timeout: 20_000,
  };
  return new Promise((resolve, reject) => {
    const asked = open(options, (reply) => {
      /** @type {Buffer[]} */
      const chunks = [];
      reply.on("data", (chunk) => chunks.push(chunk));
      reply.on("error", reject);
      reply.on("end", () =>
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    asked.on("timeout", () => asked.destroy(new Error("no reply within 20 s")));
    asked.on("error", reject);
    asked.end(bytes);
  });
}
