import { spawn } from "node:child_process";
import { paths } from "./paths.mjs";
import { shuffled, spread } from "./stats.mjs";

/** @typedef {import("./stats.mjs").Spread} Spread */
/** @typedef {{name: string, cpu: Spread, wall: Spread}} Start milliseconds over the empty script of the same round */

/** The programs of bench/start, by what they are called in the document. */
const PROGRAMS = {
  ours: "ours",
  "ours /sign": "ours-sign",
  "hand-written, node:crypto": "node-crypto",
  "hand-written, WebCrypto": "webcrypto",
  "official SDK (cvm)": "official",
};
const EMPTY = "empty";

/**
 * What a program costs from its start to its end, with one signature in between, over one that does nothing.
 * @param {number} rounds
 * @param {import("../../scripts/lib/steps.mjs").Say} say
 * @returns {Promise<Start[]>}
 */
export async function measureStart(rounds, say) {
  const files = [EMPTY, ...Object.values(PROGRAMS)];
  /** @type {Array<Map<string, {cpu: number, wall: number}>>} */
  const measured = [];
  // The first round fills the system's caches.
  for (let round = 0; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    const times = new Map();
    for (const file of shuffled(files, round)) times.set(file, await once(file));
    if (round > 0) measured.push(times);
  }
  return Object.entries(PROGRAMS).map(([name, file]) => {
    const over = (/** @type {"cpu" | "wall"} */ key) =>
      spread(measured.map((times) => (times.get(file)?.[key] ?? 0) - (times.get(EMPTY)?.[key] ?? 0)));
    return { name, cpu: over("cpu"), wall: over("wall") };
  });
}

/** @param {string} file @returns {Promise<{cpu: number, wall: number}>} */
function once(file) {
  const began = performance.now();
  const child = spawn(process.execPath, [`${paths.bench}/start/${file}.mjs`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const wall = performance.now() - began;
      if (code !== 0) return reject(new Error(`bench/start/${file}.mjs ended with status ${code}`));
      const { user, system } = JSON.parse(said);
      resolve({ cpu: (user + system) / 1000, wall });
    });
  });
}
