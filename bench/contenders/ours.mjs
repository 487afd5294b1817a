import * as sign from "../../pkg/dist/sign.entry.js";
import * as main from "../../pkg/index.js";
import { credentials, EVERYWHERE, request, TIMESTAMP } from "./job.mjs";
import { SIGNS } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

const options = { timestamp: TIMESTAMP };
const { service, version, action, region } = request;

/**
 * @param {string} entry
 * @param {Pick<typeof main, "createSigner" | "signRequest">} ours
 * @returns {Contender[]}
 */
const from = (entry, { createSigner, signRequest }) => [
  {
    name: `${entry}: signRequest`,
    runsIn: EVERYWHERE,
    signs: SIGNS,
    prepare:
      ({ given }) =>
      () =>
        signRequest({ service, version, action, region, payload: given }, credentials, options),
  },
  {
    name: `${entry}: signRequest, once a turn`,
    runsIn: EVERYWHERE,
    signs: SIGNS,
    prepare:
      ({ given }) =>
      async () =>
        signRequest({ service, version, action, region, payload: given }, credentials, options),
  },
  {
    name: `${entry}: createSigner`,
    runsIn: EVERYWHERE,
    signs: SIGNS,
    prepare({ given }) {
      const signer = createSigner(credentials);
      return () => signer.sign({ service, version, action, region, payload: given }, options);
    },
  },
];

export const contenders = [...from("ours", main), ...from("ours /sign", sign)];

/** What ours answers for another set of signed headers. @param {unknown} given @param {string} signs */
export function oursSigning(given, signs) {
  const payload = /** @type {string | object} */ (given);
  return sign.signRequest({ service, version, action, region, payload }, credentials, {
    ...options,
    signedHeaders: signs.split(";"),
  });
}
