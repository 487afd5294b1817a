import { PACKAGES } from "./packages.mjs";

/**
 * A service whose actions are described in full. To add one: a row here, its summaries and pages in a folder of its name, and
 * the package of its error codes; then `npm run metadata`.
 * @typedef {object} Described
 * @property {string} service
 * @property {string} version
 * @property {import("./packages.mjs").Package} codes where its error codes stand
 */

/** @type {Described[]} */
export const SERVICES = [{ service: "cvm", version: "2017-03-12", codes: PACKAGES.cvmCodes }];
