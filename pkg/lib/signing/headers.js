/** The headers of a kind of request. Extra ones that are not signed may have another value in each, as a trace id has. */

/** Values that no header is refused for. Of others the module says whether they may be sent. */
const PRINTABLE = /^[ -~]*$/;

/**
 * @typedef {readonly [name: string, value: string]} ExtraHeader
 * @typedef {object} PreparedHeader
 * @property {string} name as it was given
 * @property {string} value the module checked this one
 * @property {string} sentName
 * @property {boolean} isSigned
 */

/**
 * The headers of a kind of request, in their order. Those that differ from one request to the next are empty.
 * @param {import("./request.js").ValidatedRequest} request
 * @param {string} contentType
 * @param {string | undefined} token
 */
export function headersOf(request, contentType, token) {
  /** @type {Record<string, string | undefined>} */
  const named = {
    "content-type": contentType,
    "x-tc-action": request.action,
    "x-tc-version": request.version,
    "x-tc-timestamp": "",
    authorization: "",
    host: request.host?.toLowerCase(),
    "x-tc-region": request.region,
    "x-tc-token": token,
    "x-tc-language": request.language,
    "x-tc-content-sha256": request.unsignedPayload ? "UNSIGNED-PAYLOAD" : undefined,
  };
  const extra = request.extraHeaders.map(([name, value]) => [name.toLowerCase(), value.trim()]);
  const sent = Object.entries(named).filter(([, value]) => value !== undefined);
  // As entries a header called `__proto__` is one like any other.
  return /** @type {Record<string, string>} */ (Object.fromEntries([...sent, ...extra]));
}

/**
 * @param {readonly ExtraHeader[]} headers that the module has checked
 * @param {readonly string[] | undefined} signedHeaders
 * @returns {PreparedHeader[]}
 */
export function prepareHeaders(headers, signedHeaders = []) {
  const signed = signedHeaders.join(";").toLowerCase().split(";");
  return headers.map(([name, value]) => {
    const sentName = name.toLowerCase();
    return { name, value, sentName, isSigned: signed.includes(sentName) };
  });
}

/**
 * Whether a request may have these headers without the module being asked again.
 * @param {readonly PreparedHeader[]} known
 * @param {readonly ExtraHeader[]} headers
 */
export function hasSameHeaders(known, headers) {
  if (known.length !== headers.length) return false;
  for (let at = 0; at < known.length; at++) {
    const header = /** @type {PreparedHeader} */ (known[at]);
    const [name, value] = /** @type {ExtraHeader} */ (headers[at]);
    if (name !== header.name) return false;
    if (value !== header.value && !mayBe(header, value)) return false;
  }
  return true;
}

/**
 * A longer value could make the request too large.
 * @param {PreparedHeader} header
 * @param {string} value
 */
const mayBe = (header, value) =>
  !header.isSigned && value.length <= header.value.length && PRINTABLE.test(value);

/**
 * Sets the values of headers that differ from those of the request that was prepared.
 * @param {Record<string, string>} sent has each of them already
 * @param {readonly PreparedHeader[]} known
 * @param {readonly ExtraHeader[]} headers
 */
export function setValues(sent, known, headers) {
  for (let at = 0; at < known.length; at++) {
    const { sentName, value: before } = /** @type {PreparedHeader} */ (known[at]);
    const [, value] = /** @type {ExtraHeader} */ (headers[at]);
    if (value !== before) sent[sentName] = value.trim();
  }
}
