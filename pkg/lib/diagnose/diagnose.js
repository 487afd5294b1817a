import { read } from "../core/check.js";
import { translateErrors } from "../core/errors.js";
import { packFields, unpack } from "../core/fields.js";
import { readKnown } from "./known.js";
import { readReceived } from "./received.js";

/** @typedef {Pick<typeof import("../../dist/diagnose.js"), "diagnose">} DiagnoseModule */
/** @typedef {import("../../diagnose.js").SignatureDiagnosis} SignatureDiagnosis */
/** @typedef {Record<string, string>} Row */

/**
 * The signature doctor over its wasm module.
 * @param {DiagnoseModule} wasm
 */
export function diagnosing(wasm) {
  /** @type {typeof import("../../diagnose.js").diagnoseSignature} */
  function diagnoseSignature(received, credentials = {}, options = {}) {
    return read("received", () => {
      const { fields, message } = readReceived(received);
      const known = readKnown(credentials, options);
      const payload =
        typeof known.payload === "string" ? new TextEncoder().encode(known.payload) : known.payload;
      const packed = packFields([...fields, ...known.fields]);
      return toDiagnosis(translateErrors(() => wasm.diagnose(packed, message, payload)));
    });
  }

  return { diagnoseSignature };
}

/**
 * The report from its rows, as src/wasm/diagnose.rs packs them: names and values in turn, the name `cause` or `row` begins one.
 * @param {string} packed
 * @returns {SignatureDiagnosis}
 */
function toDiagnosis(packed) {
  const texts = unpack(packed);
  /** @type {Row} */
  const head = {};
  /** @type {Row[]} */
  const causes = [];
  /** @type {Row[]} */
  const parts = [];
  let row = head;
  for (let at = 0; at + 1 < texts.length; at += 2) {
    const [name = "", value = ""] = texts.slice(at, at + 2);
    const list = { cause: causes, row: parts }[name];
    if (list === undefined) {
      row[name] = value;
    } else {
      row = { [name === "cause" ? "code" : "part"]: value };
      list.push(row);
    }
  }
  const { verdict, algorithm, matches, canonicalRequest, stringToSign, timestamp, tried, text } = head;
  const report = {
    verdict,
    ...(matches !== undefined && { signatureMatches: matches === "true" }),
    ...(algorithm && { algorithm }),
    causes,
    parts,
    ...(canonicalRequest !== undefined && { canonicalRequest }),
    ...(stringToSign !== undefined && { stringToSign }),
    ...(timestamp !== undefined && { timestamp: Number(timestamp) }),
    tried: Number(tried),
    text,
  };
  return /** @type {SignatureDiagnosis} */ (/** @type {unknown} */ (report));
}
