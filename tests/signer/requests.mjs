import { body, parameters, uniqueParameters } from "./payloads.mjs";
import { random } from "./random.mjs";
import { anyText, letters, printable, printableBut, token } from "./texts.mjs";

/** @typedef {import("./random.mjs").Random} Random */
/** @typedef {import("tencentcloud-edge").ApiRequest} ApiRequest */
/** @typedef {import("tencentcloud-edge").Credentials} Credentials */
/** @typedef {import("tencentcloud-edge").SignatureAlgorithm} SignatureAlgorithm */
/** @typedef {Omit<import("tencentcloud-edge").SignOptions, "algorithm"> & {algorithm?: SignatureAlgorithm, nonce?: number}} SignOptions */
/** @typedef {{request: ApiRequest, credentials: Credentials, options: SignOptions, account: number}} Case */

/** The last second of the year 9999, the last that can be signed. */
const LAST = 253_402_300_799;
const DAY = 86_400;
/** Key pairs are few, so that a signer kept for one meets many days and services. */
export const ACCOUNTS = 64;
const FORM = "application/x-www-form-urlencoded";
const V1 = /** @type {const} */ (["HmacSHA1", "HmacSHA256"]);
const SERVICES = ["cvm", "vpc", "cbs", "sts", "cls", "tke", "a", "x-1_y2"];
const REGIONS = ["ap-guangzhou", "ap-singapore", "na-ashburn", "eu-frankfurt"];

/**
 * One random request, the same for the same seed and number.
 * @param {number} seed
 * @param {number} index
 * @returns {Case}
 */
export function makeCase(seed, index) {
  const of = random(seed, index);
  const account = of.below(ACCOUNTS);
  const credentials = makeCredentials(seed, account);
  const request = call(of);
  const old = of.chance(0.2);
  return { account, credentials, ...(old ? v1(of, request) : tc3(of, request, credentials)) };
}

/** What every algorithm has. @param {Random} of */
function call(of) {
  const method = /** @type {"GET" | "POST"} */ (of.chance(0.3) ? "GET" : "POST");
  return {
    service: of.chance(0.8) ? of.pick(SERVICES) : letters(of, 12).toLowerCase().replaceAll(".", "-"),
    version: of.chance(0.8) ? "2017-03-12" : printable(of, 12),
    action: of.chance(0.5) ? letters(of, 24) : printable(of, 24),
    region: of.chance(0.6) ? of.pick(REGIONS) : of.chance(0.5) ? printable(of, 16) : undefined,
    method: of.chance(0.2) && method === "POST" ? undefined : method,
    endpoint: of.chance(0.4) ? endpoint(of) : undefined,
    language: of.pick([undefined, undefined, /** @type {const} */ ("zh-CN"), /** @type {const} */ ("en-US")]),
    headers: extraHeaders(of),
  };
}

/** @param {Random} of @param {ReturnType<typeof call>} request @param {Credentials} credentials */
function tc3(of, request, credentials) {
  const payload = /** @type {import("tencentcloud-edge").ApiRequest["payload"]} */ (
    request.method === "GET" ? parameters(of) : body(of)
  );
  const unsignedPayload = of.pick([undefined, undefined, undefined, false, true]);
  const sent = sentNames(request, credentials, unsignedPayload);
  const options = {
    timestamp: timestamp(of),
    contentType: of.pick([undefined, undefined, undefined, contentType(of)]),
    unsignedPayload,
    signedHeaders: of.chance(0.5) ? undefined : signedHeaders(of, sent),
  };
  return { request: { ...request, payload }, options };
}

/** @param {Random} of @param {ReturnType<typeof call>} request */
function v1(of, request) {
  const options = {
    algorithm: of.pick(V1),
    timestamp: timestamp(of),
    nonce: 1 + of.below(of.pick([65_535, 2 ** 31, Number.MAX_SAFE_INTEGER])),
    contentType: of.pick([undefined, `${FORM}; charset=utf-8`]),
  };
  return { request: { ...request, payload: of.chance(0.05) ? undefined : uniqueParameters(of) }, options };
}

/** At their ends no stray character, which would be refused. @param {number} seed @param {number} account @returns {Credentials} */
export function makeCredentials(seed, account) {
  const of = random(seed, -1 - account);
  return {
    secretId: `A${printableBut(of, 40, " /,")}Z`,
    secretKey: of.chance(0.5) ? letters(of, 40) : `k${anyText(of, 90)}k`,
    token: of.chance(0.4) ? `T${printable(of, 300)}=` : undefined,
  };
}

/** Over the whole range, at the edges of days, and much on one day. @param {Random} of */
function timestamp(of) {
  const day = DAY * of.below(Math.floor(LAST / DAY) + 1);
  return of.pick([
    1_764_000_000 + of.below(DAY),
    day + of.below(DAY),
    day,
    day + DAY - 1,
    of.pick([0, LAST]),
  ]);
}

/** @param {Random} of */
function contentType(of) {
  const usual = ["application/json; charset=utf-8", "application/octet-stream", FORM];
  return of.pick([of.pick(usual), `multipart/form-data; boundary=${letters(of, 20)}`, printable(of, 30)]);
}

/** An origin: names in any case, addresses, ports, also the default ones and none. @param {Random} of */
function endpoint(of) {
  const scheme = of.pick(["https://", "http://"]);
  const name = of.pick([
    `${of.pick(SERVICES)}.tencentcloudapi.com`,
    `${letters(of, 8)}.Intl.example`,
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[2001:db8::7]",
  ]);
  const port = of.pick(["", "", ":80", ":443", ":8443", `:${1 + of.below(65_535)}`]);
  return `${scheme}${name}${port}${of.pick(["", "/"])}`;
}

/** @param {Random} of @returns {Record<string, string> | undefined} */
function extraHeaders(of) {
  if (of.chance(0.6)) return undefined;
  /** @type {Map<string, [string, string]>} */
  const headers = new Map();
  for (let left = of.below(5); left > 0; left--) {
    const name = `${of.pick(["X-", "x-", ""])}${token(of)}`;
    const lower = name.toLowerCase();
    if (["host", "authorization", "content-type"].includes(lower) || lower.startsWith("x-tc-")) continue;
    const spaces = of.pick(["", " ", "  "]);
    headers.set(lower, [name, `${spaces}${printable(of, 30)}${spaces}`]);
  }
  return Object.fromEntries(headers.values());
}

/**
 * The names of what will be sent, besides content-type and host.
 * @param {ReturnType<typeof call>} request
 * @param {Credentials} credentials
 * @param {boolean | undefined} unsigned
 */
function sentNames({ region, language, headers = {} }, { token }, unsigned) {
  const names = ["x-tc-action", "x-tc-version", "x-tc-timestamp", ...Object.keys(headers)];
  if (region !== undefined) names.push("x-tc-region");
  if (language !== undefined) names.push("x-tc-language");
  if (token !== undefined) names.push("x-tc-token");
  if (unsigned === true) names.push("x-tc-content-sha256");
  return names;
}

/** Any of them in any order and case, some twice. @param {Random} of @param {string[]} sent */
function signedHeaders(of, sent) {
  const chosen = ["content-type", "host", ...sent.filter(() => of.chance(0.4))];
  if (of.chance(0.1)) chosen.push(of.pick(chosen));
  for (let at = chosen.length - 1; at > 0; at--) {
    const other = of.below(at + 1);
    [chosen[at], chosen[other]] = [/** @type {string} */ (chosen[other]), /** @type {string} */ (chosen[at])];
  }
  return chosen.map((name) => of.pick([name, name, name.toUpperCase()]));
}
