import { random } from "./random.mjs";
import { anyText, letters } from "./texts.mjs";

/** @typedef {import("./random.mjs").Random} Random */

/**
 * A call that every official SDK can make. They sign content-type and host alone, so there are no further headers here.
 * @typedef {object} SdkCase
 * @property {"GET" | "POST"} method
 * @property {string} service
 * @property {string} version
 * @property {string} action
 * @property {string} region
 * @property {"zh-CN" | "en-US"} language
 * @property {boolean} unsigned
 * @property {Record<string, unknown>} params
 * @property {{secretId: string, secretKey: string, token?: string}} credentials
 * @property {number} timestamp
 */

/** @param {number} seed @param {number} index @returns {SdkCase} */
export function makeSdkCase(seed, index) {
  const of = random(seed, index);
  const method = of.chance(0.4) ? "GET" : "POST";
  return {
    method,
    service: of.chance(0.7) ? of.pick(["cvm", "vpc", "cls"]) : letters(of, 10).toLowerCase(),
    version: "2017-03-12",
    action: `A${letters(of, 20)}`,
    region: of.pick(["ap-guangzhou", "ap-singapore", letters(of, 12)]),
    language: of.pick(["zh-CN", "en-US"]),
    unsigned: of.chance(0.2),
    params: members(of, 3, method === "GET" ? queryText : anyText),
    credentials: {
      secretId: `AKID${letters(of, 32)}`,
      secretKey: letters(of, 40),
      ...(of.chance(0.4) && { token: letters(of, 200) }),
    },
    // Python's datetime.utcfromtimestamp ends with the year 9999, and years before 1000 do not occur.
    timestamp: of.chance(0.3) ? 1_764_000_000 + of.below(86_400) : of.below(4_000_000_000),
  };
}

/**
 * Parameters that each SDK writes as we do: the Python SDK has `+` for a space of a query, which is another text to sign,
 * and drops null.
 * @param {Random} of
 * @param {number} depth
 * @param {(of: Random, most: number) => string} text
 * @returns {Record<string, unknown>}
 */
function members(of, depth, text) {
  return Object.fromEntries(of.times(1 + of.below(4), () => [letters(of, 10), value(of, depth, text)]));
}

/** @param {Random} of @param {number} depth @param {(of: Random, most: number) => string} text @returns {unknown} */
function value(of, depth, text) {
  const kind = of.below(depth === 0 ? 4 : 6);
  if (kind === 0) return of.below(2 ** 32);
  if (kind < 4) return text(of, 24);
  return kind === 4
    ? of.times(1 + of.below(3), () => value(of, depth - 1, text))
    : members(of, depth - 1, text);
}

/** @param {Random} of @param {number} most */
const queryText = (of, most) => anyText(of, most).replaceAll(" ", "_");
