import { isTc3 } from "../lib/agree.mjs";
import { titleOf } from "./titles.mjs";

/** @typedef {import("../lib/signing.mjs").Signing} Signing */

const SIGNER = "ours /sign: createSigner";
/** What is said of each of ours, after the name of the case. */
const SIGNER_ALONE = { [SIGNER]: "" };
const SIGNER_AND_TURN = {
  [SIGNER]: "",
  "ours /sign: signRequest, once a turn": ", `signRequest` once a turn",
};
/** Less than this is a draw. */
const MARGIN = 1.05;

const OF_SIZES =
  "Signers of the same algorithm that are faster than `createSigner().sign` of `tencentcloud-edge/sign` by more than 5 %, and how many times as fast. The larger the body, the more the hash alone counts, and native SHA-256 is faster than any in WebAssembly.";
const OF_SHAPES =
  "Small requests of several shapes: who is faster than `createSigner().sign`, and who is faster than `signRequest` once a turn, on the same shape. Those with a cached key keep it for good.";

/** @param {import("../lib/measure.mjs").Results} results */
export function lossesSection({ signing, shapes }) {
  const lists = [...listsOf(OF_SIZES, signing, SIGNER_ALONE), ...listsOf(OF_SHAPES, shapes, SIGNER_AND_TURN)];
  return lists.length === 0 ? "" : `## Where we lose\n\n${lists.join("\n\n")}`;
}

/**
 * @param {string} about
 * @param {import("../lib/measure.mjs").SigningByRuntime} measured
 * @param {Record<string, string>} ours
 */
function listsOf(about, measured, ours) {
  const lists = Object.entries(measured).map(([runtime, one]) => {
    const lines = losses(one, ours);
    return lines.length === 0
      ? `In ${titleOf(runtime)}: nowhere.`
      : `In ${titleOf(runtime)}:\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
  });
  return lists.length === 0 ? [] : [about, ...lists];
}

/**
 * For each case, the contenders of TC3 that sign it faster than one of ours does, and by how much.
 * @param {Signing} signing
 * @param {Record<string, string>} ours which of ours, and what is said of it
 * @returns {string[]} a line for each case and each of ours; those that we win are left out
 */
export function losses({ cases, contenders }, ours) {
  const rivals = new Set(
    contenders.filter(({ name, signs }) => isTc3(signs) && !name.startsWith("ours")).map(({ name }) => name),
  );
  return Object.entries(ours).flatMap(([own, suffix]) =>
    Object.entries(cases).flatMap(([caseName, rows]) => {
      const ownRatio = rows.find(({ name }) => name === own)?.ratio.median ?? Number.NaN;
      const faster = rows
        .filter(({ name, ratio }) => rivals.has(name) && ratio.median > ownRatio * MARGIN)
        .map(({ name, ratio }) => `${name} (${(ratio.median / ownRatio).toFixed(1)} ×)`);
      return faster.length === 0 ? [] : `${caseName}${suffix}: ${faster.join("; ")}`;
    }),
  );
}
