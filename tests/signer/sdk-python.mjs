import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { signRequest } from "tencentcloud-edge/sign";
import { makeSdkCase } from "./sdk-cases.mjs";

/** @typedef {import("./sdk-cases.mjs").SdkCase} SdkCase */
/** @typedef {{method: string, target: string, headers: import("node:http").IncomingHttpHeaders, body: Buffer}} Captured */

const CALLER = fileURLToPath(new URL("sdk_python.py", import.meta.url));
/** What the SDK adds of its own, or Node of HTTP's; none of it is signed. */
const NOT_OURS =
  /^(x-tc-requestclient|x-tc-traceid|user-agent|accept|accept-encoding|connection|content-length|host)$/;

/**
 * Lets the official Python SDK send `count` calls to a server on loopback, signs what it sent once more and compares: the
 * URL, every header that both have, and the Authorization byte for byte.
 * @param {{seed: number, count: number, python: string, folder: string, onProgress: (compared: number) => void}} how
 */
export async function comparePythonSdk({ seed, count, python, folder, onProgress }) {
  /** @type {string[]} */
  const reports = [];
  let index = 0;
  let mismatches = 0;
  const server = createServer(async (request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: target = "", headers } = request;
    const found = difference(makeSdkCase(seed, index), {
      method,
      target,
      headers,
      body: Buffer.concat(chunks),
    });
    if (found !== undefined) {
      mismatches += 1;
      if (reports.length < 5) reports.push(`call ${index} of seed ${seed}: ${found}`);
    }
    index += 1;
    if (index % 100 === 0) onProgress(index);
    response.setHeader("content-type", "application/json").end('{"Response":{"RequestId":"r"}}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const child = spawn(python, [CALLER, folder, String(port)], { stdio: ["pipe", "ignore", "inherit"] });
  const lines = Array.from({ length: count }, (_, at) => `${JSON.stringify(makeSdkCase(seed, at))}\n`);
  child.stdin.on("error", () => {});
  child.stdin.end(lines.join(""));
  await once(child, "close");
  server.closeAllConnections();
  server.close();
  return { compared: index, mismatches, reports };
}

/**
 * @param {SdkCase} it
 * @param {Captured} captured
 * @returns {string | undefined}
 */
function difference(it, { method, target, headers, body }) {
  const { service, version, action, region, language, params, credentials, timestamp, unsigned } = it;
  // The SDK writes JSON with spaces and escapes of its own: its very bytes are signed once more.
  const payload = method === "GET" ? params : new Uint8Array(body);
  const signed = signRequest(
    {
      service,
      version,
      action,
      region,
      method: it.method,
      payload,
      endpoint: `http://${headers.host}`,
      language,
    },
    credentials,
    { timestamp, signedHeaders: ["content-type", "host"], unsignedPayload: unsigned },
  );
  const ours = {
    method: signed.method,
    target: signed.url.slice(signed.url.indexOf("/", 7)),
    ...signed.headers,
  };
  const sent = Object.entries(headers).filter(([name]) => !NOT_OURS.test(name));
  const theirs = { method, target, ...Object.fromEntries(sent) };
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const of = (/** @type {object} */ side, /** @type {string} */ name) =>
    /** @type {Record<string, unknown>} */ (side)[name];
  const wrong = [...names].filter((name) => name !== "x-tc-token" && of(ours, name) !== of(theirs, name));
  if (of(ours, "x-tc-token") !== of(theirs, "x-tc-token")) return "another token was sent";
  if (wrong.length === 0) return undefined;
  return wrong.map((name) => `${name}: ours ${of(ours, name)}, the SDK's ${of(theirs, name)}`).join("; ");
}
