/** @typedef {import("../emulator.d.ts").FaultRule} FaultRule */

/**
 * A function for each kind of fault, by its name in camel case: `acceptedButReplyLost`, `html502`.
 * @template R
 * @param {readonly import("../emulator.d.ts").FaultKind[]} kinds
 * @param {(rule: FaultRule) => R} inject
 * @returns {import("../testing.d.ts").FaultHelpers<R>}
 */
export function faultHelpers(kinds, inject) {
  const helpers = kinds.map(({ name }) => [
    name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
    (/** @type {Omit<FaultRule, "kind">} */ rule = {}) => inject({ ...rule, kind: name }),
  ]);
  return Object.fromEntries(helpers);
}
