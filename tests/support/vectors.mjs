/**
 * How one vector fares in the package, whatever the engine. No Node in here: this runs in workerd and in a page too.
 *
 * @typedef {Pick<typeof import("tencentcloud-edge/sign"), "signRequest" | "explainSignature">} Entry
 * @typedef {typeof import("tencentcloud-edge/v1")} V1
 * @typedef {import("tencentcloud-edge").ApiRequest} ApiRequest
 * @typedef {import("tencentcloud-edge").SignOptions} SignOptions
 * @typedef {string | {hex?: string, repeat?: string, times?: number, before?: string, after?: string}} VectorPayload an object
 *   without those members is the payload itself
 * @typedef {object} Vector as in tests/vectors/*.json
 * @property {string} name
 * @property {ApiRequest & {parameters?: object, query?: string, payload?: VectorPayload}} request
 * @property {import("tencentcloud-edge").Credentials} credentials
 * @property {Omit<SignOptions, "algorithm"> & {algorithm?: string}} options
 * @property {Record<string, string>} steps
 */

/** @param {Vector} vector */
export const isV1 = ({ options }) => options.algorithm !== undefined;

/**
 * Whether a caller of the package can ask for it: a GET takes an object, and two vectors have only the query of one.
 * @param {Vector} vector
 */
export const isForPackage = ({ request }) =>
  request.method !== "GET" || typeof request.payload === "object" || request.parameters !== undefined;

/** The entry of v1 with the names of the others. @param {V1} v1 @returns {Entry} */
export const asEntry = ({ signRequestV1, explainSignatureV1 }) =>
  /** @type {Entry} */ (
    /** @type {unknown} */ ({ signRequest: signRequestV1, explainSignature: explainSignatureV1 })
  );

/**
 * What differs from the file, a line each.
 * @param {Entry} entry
 * @param {Vector} vector
 * @returns {string[]}
 */
export function differences({ signRequest, explainSignature }, vector) {
  const { credentials, steps } = vector;
  const options = /** @type {SignOptions} */ (vector.options);
  const request = asked(vector.request);
  /** @type {Record<string, unknown>} */
  const explained = { ...explainSignature(request, credentials, options) };
  const signed = signRequest(request, credentials, options);
  const { form, ...expectedSteps } = steps;
  /** @type {Array<[what: string, found: unknown, expected: unknown]>} */
  const pairs = Object.entries(expectedSteps).map(([step, expected]) => [step, explained[step], expected]);
  const query = isV1(vector) && request.method === "GET" ? form : vector.request.query;
  pairs.push(["query", signed.url.split("?")[1] ?? "", query ?? ""]);
  if (isV1(vector)) {
    pairs.push(["body", signed.body, request.method === "GET" ? undefined : form]);
    pairs.push([
      "headers of TC3",
      Object.keys(signed.headers).find((name) => name.startsWith("x-tc")),
      undefined,
    ]);
    for (const step of ["payloadHash", "canonicalRequest", "canonicalRequestHash", "credentialScope"]) {
      pairs.push([step, explained[step], ""]);
    }
  } else {
    pairs.push(["header", signed.headers.authorization, steps.authorization]);
    pairs.push(["body", signed.body, request.method === "GET" ? undefined : request.payload]);
  }
  return pairs
    .filter(([, found, expected]) => found !== expected)
    .map(([what, found, expected]) => `${vector.name}: ${what} is ${shown(found)}, not ${shown(expected)}`);
}

/**
 * The request as a caller writes it.
 * @param {Vector["request"]} request
 * @returns {ApiRequest}
 */
function asked({ parameters, query: _, payload, ...rest }) {
  if (parameters !== undefined) return { ...rest, payload: parameters };
  if (typeof payload !== "object") return { ...rest, payload };
  if (typeof payload.hex === "string") return { ...rest, payload: fromHex(payload.hex) };
  if (typeof payload.repeat !== "string") return { ...rest, payload };
  return {
    ...rest,
    payload: `${payload.before}${payload.repeat.repeat(Number(payload.times))}${payload.after}`,
  };
}

/** @param {string} text */
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** @param {unknown} value */
const shown = (value) => String(value).slice(0, 200);

/**
 * All of them, in the entries that have their algorithm.
 * @param {readonly Entry[]} entries of TC3
 * @param {V1} v1
 * @param {readonly Vector[]} vectors
 */
export function holdAll(entries, v1, vectors) {
  const asked = vectors.filter(isForPackage);
  const failed = asked.flatMap((vector) =>
    (isV1(vector) ? [asEntry(v1)] : entries).flatMap((entry) => differences(entry, vector)),
  );
  return { asked: asked.length, failed: failed.slice(0, 20) };
}
