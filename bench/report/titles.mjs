/** @typedef {import("../contenders/job.mjs").Runtime} Runtime */

/** What the runtimes are called. @type {Record<Runtime, string>} */
const TITLES = { node: "Node", workerd: "workerd", chromium: "Chromium", deno: "Deno", bun: "Bun" };

/** @param {string} runtime */
export const titleOf = (runtime) => TITLES[/** @type {Runtime} */ (runtime)];
