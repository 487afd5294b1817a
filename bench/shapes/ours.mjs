import * as sign from "../../pkg/dist/sign.entry.js";
import * as main from "../../pkg/index.js";
import { credentials, EVERYWHERE } from "../contenders/job.mjs";

/** @typedef {import("./shapes.mjs").ShapeContender} ShapeContender */
/** @typedef {import("./shapes.mjs").Shape} Shape */

/**
 * @param {string} entry
 * @param {Pick<typeof main, "createSigner" | "signRequest">} ours
 * @returns {ShapeContender[]}
 */
const from = (entry, { createSigner, signRequest }) => {
  /** @param {string} name @param {ShapeContender["prepare"]} prepare @returns {ShapeContender} */
  const contender = (name, prepare) => ({
    name: `${entry}: ${name}`,
    runsIn: EVERYWHERE,
    prepare,
  });
  return [
    contender(
      "signRequest",
      ({ request, options }) =>
        (turn) =>
          signRequest(request(turn), credentials, options()),
    ),
    contender(
      "signRequest, once a turn",
      ({ request, options }) =>
        async (turn) =>
          signRequest(request(turn), credentials, options()),
    ),
    contender("createSigner", ({ request, options }) => {
      const signer = createSigner(credentials);
      return (turn) => signer.sign(request(turn), options());
    }),
  ];
};

export const contenders = [...from("ours", main), ...from("ours /sign", sign)];

/**
 * What a signer that has signed nothing before answers for these signed headers.
 * @param {Shape} shape
 * @param {number} turn
 * @param {string} signs
 */
export function signedCold({ request, options }, turn, signs) {
  const signer = sign.createSigner(credentials);
  try {
    return signer.sign(request(turn), {
      timestamp: options().timestamp,
      signedHeaders: signs.split(";"),
    });
  } finally {
    signer.free();
  }
}
