import { signRequest } from "../../sign.js";
import { readRequest } from "../catalogue/request.js";
import { connect } from "../connection/connection.js";
import { EXIT } from "../exit.js";
import { json } from "../output/json.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {{method: string, url: string, headers: Record<string, string>, body?: string}} Signed */

/** @type {Record<"http" | "curl" | "fetch" | "json", (signed: Signed) => string>} */
const FORMS = { http: asHttp, curl: asCurl, fetch: asFetch, json: (signed) => json(signed, 2) };

/** `sign`. Nothing is sent but what a role's keys need. @param {Invocation} invocation */
export async function sign(invocation) {
  const connection = await connect(invocation);
  const signed = signRequest(...(await signing(invocation, connection)));
  const { method, url, headers, body } = signed;
  const sent = method === "POST" ? { body: String(body) } : {};
  const whole = { method, url, headers: withHost(headers, url), ...sent };
  await invocation.print(FORMS[invocation.values.as ?? "http"](whole));
  return EXIT.ok;
}

/**
 * What the signing functions take.
 * @param {Invocation} invocation
 * @param {import("../connection/connection.js").Connection} connection
 * @returns {Promise<Parameters<typeof signRequest>>}
 */
export async function signing(invocation, connection) {
  const { method = "POST", timestamp } = invocation.values;
  const request = await readRequest(invocation, connection);
  const { credentials, endpoint, language } = connection.options(request.service);
  const pair = typeof credentials === "function" ? await credentials() : credentials;
  return [
    {
      ...request,
      method,
      // A query is made of members; a body goes out as it was written.
      payload: method === "GET" ? JSON.parse(request.payload) : request.payload,
      ...(language !== undefined && { language }),
      ...(endpoint !== undefined && { endpoint }),
    },
    pair,
    timestamp === undefined ? {} : { timestamp },
  ];
}

/** The user agent makes it; whoever reads the request must see it. @param {Record<string, string>} headers @param {string} url */
const withHost = (headers, url) => ({ host: new URL(url).host, ...headers });

/** @param {Signed} signed */
function asHttp({ method, url, headers, body }) {
  const { pathname, search } = new URL(url);
  const length = body !== undefined ? { "content-length": String(Buffer.byteLength(body)) } : {};
  const lines = Object.entries({ ...headers, ...length }).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${pathname}${search} HTTP/1.1`, ...lines, "", body ?? ""].join("\n");
}

/** @param {Signed} signed */
function asCurl({ method, url, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const data = body !== undefined ? [`--data-binary ${quoted(body)}`] : [];
  return [`curl -X ${method} ${quoted(url)}`, ...lines, ...data].join(" \\\n  ");
}

/** For a POSIX shell. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {Signed} signed */
function asFetch({ method, url, headers: { host: _, ...headers }, body }) {
  const init = { method, headers, ...(body !== undefined && { body }) };
  return `await fetch(${JSON.stringify(url)}, ${JSON.stringify(init, null, 2)});`;
}
