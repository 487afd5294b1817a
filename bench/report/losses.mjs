import { isTc3 } from "../lib/agree.mjs";

/** @typedef {import("../lib/signing.mjs").Signing} Signing */

const SIGNER = "ours /sign: createSigner";
/** Less than this is a draw. */
const MARGIN = 1.05;

/**
 * For each payload, the contenders of TC3 that sign it faster than our signer does, and by how much.
 * @param {Signing} signing
 * @returns {string[]} one line a payload; those that we win are left out
 */
export function losses({ cases, contenders }) {
  const rivals = new Set(
    contenders.filter(({ name, signs }) => isTc3(signs) && !name.startsWith("ours")).map(({ name }) => name),
  );
  return Object.entries(cases).flatMap(([caseName, rows]) => {
    const own = rows.find(({ name }) => name === SIGNER)?.ratio.median ?? Number.NaN;
    const faster = rows
      .filter(({ name, ratio }) => rivals.has(name) && ratio.median > own * MARGIN)
      .map(({ name, ratio }) => `${name} (${(ratio.median / own).toFixed(1)} ×)`);
    return faster.length === 0 ? [] : `${caseName}: ${faster.join("; ")}`;
  });
}
