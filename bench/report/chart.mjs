import { isTc3 } from "../lib/agree.mjs";
import { titleOf } from "./titles.mjs";

/** @typedef {import("../lib/measure.mjs").Results} Results */
/** @typedef {import("../lib/signing.mjs").Signing} Signing */

const WIDTH = 860;
const LEFT = 260;
const RIGHT = 60;
const ROW = 30;
const BAR = 11;
const HEAD = 46;
const GAP = 18;
const CASES = /** @type {const} */ (["1 id, object", "100 ids, object"]);

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 14px; font-weight: 600; }
  .note { fill: #57606a; }
  .own { font-weight: 600; }
  .bar { fill: #8c959f; } .bar.second { fill: #c4cad1; }
  .bar.ours { fill: #0969da; } .bar.ours.second { fill: #80b6ee; }
  line { stroke: #57606a; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .note { fill: #9198a1; } line { stroke: #9198a1; }
    .bar { fill: #7d8590; } .bar.second { fill: #4b535d; }
    .bar.ours { fill: #4493f8; } .bar.ours.second { fill: #25578f; }
  }
`;

/**
 * How often each contender of TC3 signs while the baseline of its runtime signs once.
 * @param {Results} results
 */
export function chart({ signing }) {
  let top = 0;
  const panels = Object.entries(signing).map(([runtime, measured]) => {
    const { svg, height } = panel(titleOf(runtime), measured);
    const placed = `<g transform="translate(0 ${top})">\n${svg}\n</g>`;
    top += height + GAP;
    return placed;
  });
  const height = top + 22;
  const legend = `<g transform="translate(${LEFT} ${top})">
<rect class="bar ours" width="11" height="11"/><rect class="bar" x="13" width="11" height="11"/><text x="30" y="10">1 id</text>
<rect class="bar ours second" x="80" width="11" height="11"/><rect class="bar second" x="93" width="11" height="11"/><text x="110" y="10">100 ids</text>
<text class="note" x="180" y="10">the payload given as an object; longer is faster</text>
</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Signatures in the time of one of the baseline">
<style>${STYLE}</style>
${panels.join("\n")}
${legend}
</svg>
`;
}

/** @param {string} title @param {Signing} measured */
function panel(title, { baseline, contenders, cases }) {
  const names = contenders.filter(({ signs }) => isTc3(signs)).map(({ name }) => name);
  const ratioOf = (/** @type {string} */ name, /** @type {string} */ caseName) =>
    cases[caseName]?.find((row) => row.name === name)?.ratio.median ?? 0;
  const longest = Math.max(...names.flatMap((name) => CASES.map((caseName) => ratioOf(name, caseName))), 1);
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const rows = names.map((name, index) => {
    const y = HEAD + index * ROW;
    const ours = name.startsWith("ours") ? " ours" : "";
    const bars = CASES.map((caseName, second) => {
      const ratio = ratioOf(name, caseName);
      const at = y + second * (BAR + 1);
      const length = (ratio * scale).toFixed(1);
      const end = (LEFT + ratio * scale + 6).toFixed(1);
      return `<rect class="bar${ours}${second ? " second" : ""}" x="${LEFT}" y="${at}" width="${length}" height="${BAR}"/>
<text class="note" x="${end}" y="${at + 10}">${ratio.toFixed(2)} ×</text>`;
    });
    const label = `<text${ours && ' class="own"'} x="${LEFT - 10}" y="${y + 16}" text-anchor="end">${name}</text>`;
    return [label, ...bars].join("\n");
  });
  const height = HEAD + names.length * ROW;
  const one = (LEFT + scale).toFixed(1);
  return {
    svg: `<text class="title" x="${LEFT}" y="16">${title}</text>
<text class="note" x="${LEFT}" y="34">against ${baseline.name} = 1 ×</text>
<line x1="${one}" x2="${one}" y1="${HEAD - 6}" y2="${height}"/>
${rows.join("\n")}`,
    height,
  };
}
