import { readFileSync, writeFileSync } from "node:fs";
import { paths } from "./paths.mjs";

const PAGE = `${paths.root}/docs/emulator.md`;

/**
 * docs/emulator.md with its tables filled in from what the built package says of itself.
 * @param {typeof import("tencentcloud-edge/emulator")} emulator
 * @param {number} rules how many the conformance suite checks
 */
export function withTables({ magicIds, faultKinds }, rules) {
  const table = (/** @type {string[]} */ head, /** @type {string[][]} */ rows) =>
    [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
  const ids = table(
    ["id", "code"],
    magicIds.map(({ id, code }) => [`\`${id}\``, `\`${code}\``]),
  );
  const faults = table(
    ["kind", "what it does"],
    faultKinds.map(({ name, about }) => [`\`${name}\``, about]),
  );
  return readFileSync(PAGE, "utf8")
    .replace(/(?<=checks )\d+(?= rules)/, String(rules))
    .replace(/(<!-- ids -->\n)[\s\S]*?(<!-- \/ids -->)/, `$1${ids}$2`)
    .replace(/(<!-- faults -->\n)[\s\S]*?(<!-- \/faults -->)/, `$1${faults}$2`);
}

/** @param {Parameters<typeof withTables>} said */
export const writeTables = (...said) => writeFileSync(PAGE, withTables(...said));
