import { createHash, createHmac } from "node:crypto";

/** @typedef {import("tencentcloud-edge/diagnose").ReceivedRequest} ReceivedRequest */

export const KEY = {
  secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
  secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
};
/** 2026-03-03 18:30 in UTC; in China it is the 4th already. */
export const NOW_S = 1_772_562_600;
export const BODY = '{"Limit":1,"Filters":[{"Name":"instance-name","Values":["未命名"]}]}';
const CONTENT_TYPE = "application/json; charset=utf-8";

/** @param {string | Buffer} text */
export const sha256 = (text) => createHash("sha256").update(text).digest("hex");
/** @param {string | Buffer} key @param {string | Buffer} text */
export const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** @typedef {Array<[name: string, value: string]>} Headers */

/**
 * @typedef {object} Steps
 * @property {string} method
 * @property {string} uri
 * @property {string} query
 * @property {string} host
 * @property {string} action
 * @property {string} contentType
 * @property {string | Buffer} body
 * @property {(steps: Steps) => string} payloadHash
 * @property {number} timestamp
 * @property {(steps: Steps) => string} signedTimestamp
 * @property {(steps: Steps) => string} date
 * @property {string} service
 * @property {string} secretId
 * @property {string} secretKey
 * @property {string | undefined} token
 * @property {(steps: Steps) => Headers} signed what is signed, in order
 * @property {(headers: Headers) => string} names
 * @property {string | undefined} listed in the Authorization header, where it is something else
 * @property {(lines: string[]) => string} canonical
 * @property {(canonical: string) => string} hashed
 * @property {(lines: string[]) => string} text
 * @property {(steps: Steps, date: string, service: string) => Buffer} key
 * @property {(key: Buffer, text: string) => string} signature
 * @property {(text: string) => string} authorization
 * @property {Record<string, string>} headers sent besides
 */

/**
 * What a signer of TC3 does, step by step, each of which a test may replace. Written after the vendor's page and with
 * node:crypto alone, so that it has nothing in common with what is tested.
 * @type {Steps}
 */
const STEPS = {
  method: "POST",
  uri: "/",
  query: "",
  host: "cvm.tencentcloudapi.com",
  action: "DescribeInstances",
  contentType: CONTENT_TYPE,
  body: BODY,
  payloadHash: ({ body }) => sha256(body),
  timestamp: NOW_S,
  signedTimestamp: ({ timestamp }) => String(timestamp),
  date: ({ timestamp }) => new Date(timestamp * 1000).toISOString().slice(0, 10),
  service: "cvm",
  secretId: KEY.secretId,
  secretKey: KEY.secretKey,
  token: undefined,
  signed: ({ contentType, host, action }) => [
    ["content-type", contentType],
    ["host", host],
    ["x-tc-action", action.toLowerCase()],
  ],
  names: (headers) => headers.map(([name]) => name).join(";"),
  listed: undefined,
  canonical: (lines) => lines.join("\n"),
  hashed: (canonical) => sha256(canonical),
  text: (lines) => lines.join("\n"),
  key: ({ secretKey }, date, service) => hmac(hmac(hmac(`TC3${secretKey}`, date), service), "tc3_request"),
  signature: (key, text) => hmac(key, text).toString("hex"),
  authorization: (text) => text,
  headers: {},
};

/**
 * A signed request, with some steps done otherwise.
 * @param {Partial<Steps>} [otherwise]
 * @returns {{method: string, url: string, headers: Record<string, string>, body: string | Buffer}}
 */
export function sign(otherwise = {}) {
  const steps = { ...STEPS, ...otherwise };
  const { method, uri, query, host, service, timestamp } = steps;
  const signed = steps.signed(steps);
  const names = steps.names(signed);
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const canonical = steps.canonical([method, uri, query, lines, names, steps.payloadHash(steps)]);
  const date = steps.date(steps);
  const scope = `${date}/${service}/tc3_request`;
  const text = steps.text(["TC3-HMAC-SHA256", steps.signedTimestamp(steps), scope, steps.hashed(canonical)]);
  const signature = steps.signature(steps.key(steps, date, service), text);
  const listed = steps.listed ?? names;
  const authorization = steps.authorization(
    `TC3-HMAC-SHA256 Credential=${steps.secretId}/${scope}, SignedHeaders=${listed}, Signature=${signature}`,
  );
  return {
    method,
    url: `https://${host}/${query === "" ? "" : `?${query}`}`,
    headers: {
      Host: host,
      "Content-Type": steps.contentType,
      "X-TC-Action": steps.action,
      "X-TC-Version": "2017-03-12",
      "X-TC-Region": "ap-guangzhou",
      "X-TC-Timestamp": String(timestamp),
      ...(steps.token !== undefined && { "X-TC-Token": steps.token }),
      Authorization: authorization,
      ...steps.headers,
    },
    body: method === "GET" ? "" : steps.body,
  };
}

/** A GET of two parameters. @param {Partial<Steps>} [otherwise] */
export const signGet = (otherwise = {}) =>
  sign({
    method: "GET",
    query: "Offset=0&Limit=1&Filters.0.Values.0=a%20b%2Fc",
    contentType: "application/x-www-form-urlencoded",
    body: "",
    ...otherwise,
  });

/**
 * The request as text.
 * @param {ReturnType<typeof sign>} request
 * @param {string} [end] of a line
 */
export function asMessage({ method, url, headers, body }, end = "\r\n") {
  const length = Buffer.byteLength(body);
  const lines = Object.entries({ ...headers, ...(length > 0 && { "Content-Length": length }) });
  const target = new URL(url);
  return [
    `${method} ${url.slice(target.origin.length)} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    "",
    String(body),
  ].join(end);
}

/** @type {Array<[string, string]>} */
const V1_PAIRS = [
  ["Action", "DescribeInstances"],
  ["Filters.0.Name", "instance name/1"],
  ["Limit", "1"],
  ["Nonce", "11886"],
  ["Region", "ap-guangzhou"],
  ["SecretId", KEY.secretId],
  ["Timestamp", String(NOW_S)],
  ["Version", "2017-03-12"],
];

/**
 * A GET signed by v1.
 * @param {object} [otherwise]
 * @param {Array<[string, string]>} [otherwise.extra]
 * @param {(pairs: Array<[string, string]>) => Array<[string, string]>} [otherwise.order]
 * @param {(pairs: Array<[string, string]>) => string} [otherwise.join]
 * @param {(text: string) => string} [otherwise.text]
 * @param {string} [otherwise.hash]
 * @param {string} [otherwise.key]
 * @param {(signature: Buffer) => string} [otherwise.write]
 * @param {(text: string) => string} [otherwise.encode]
 */
export function signV1({
  extra = [],
  order = (pairs) => pairs.sort(([one], [other]) => (one < other ? -1 : 1)),
  join = (pairs) => pairs.map((pair) => pair.join("=")).join("&"),
  text = (before) => before,
  hash = "sha1",
  key = KEY.secretKey,
  write = (signature) => signature.toString("base64"),
  encode = encodeURIComponent,
} = {}) {
  const host = "cvm.tencentcloudapi.com";
  const pairs = [...V1_PAIRS, ...extra];
  const string = text(`GET${host}/?${join(order([...pairs]))}`);
  const signature = write(createHmac(hash, key).update(string).digest());
  const query = [...pairs, ["Signature", signature]]
    .map(([name = "", value = ""]) => `${encodeURIComponent(name)}=${encode(value)}`)
    .join("&");
  return { method: "GET", url: `https://${host}/?${query}`, headers: { Host: host }, body: "" };
}
