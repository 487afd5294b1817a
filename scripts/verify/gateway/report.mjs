/** @typedef {import("./round.mjs").RoundResult} RoundResult */
/** @typedef {Omit<RoundResult, "log">} Row */

/** The columns of a round: a heading and what stands under it. @type {Array<[string, (round: Row) => number | string]>} */
const COLUMNS = [
  ["jobs", ({ jobs }) => jobs],
  ["instances", ({ instances }) => instances],
  ["evicted", ({ evicted }) => evicted],
  ["killed", ({ kills }) => kills],
  ["storage errors", ({ storageErrors }) => storageErrors],
  ["lost", ({ lost }) => lost],
  ["started twice", ({ doubled }) => doubled],
  ["not ended", ({ unended }) => unended],
  ["acting/s", ({ most }) => most.acting],
  ["describes/s", ({ most }) => most.describes],
  ["seconds", ({ seconds }) => seconds.toFixed(0)],
];
const NAME_WIDTH = 12;
const SHOWN_FAULTS = 10;

/** @param {string} name @param {Array<number | string>} cells @param {boolean} [good] */
const line = (name, cells, good) =>
  `${good === undefined ? " " : good ? "✓" : "✗"} ${name.padEnd(NAME_WIDTH)}${cells
    .map((cell, index) => String(cell).padStart(Number(COLUMNS[index]?.[0].length) + 2))
    .join("")}`;

export const heading = () =>
  line(
    "round",
    COLUMNS.map(([title]) => title),
  );

/** @param {Row} round */
export const rowOf = (round) =>
  line(
    round.scenario,
    COLUMNS.map(([, cell]) => cell(round)),
    round.faults.length === 0,
  );

/** What is wrong, as far as it fits a screen. @param {Row} round */
export const faultsOf = ({ faults }) =>
  [
    ...faults.slice(0, SHOWN_FAULTS).map((fault) => `    ${fault}`),
    ...(faults.length > SHOWN_FAULTS ? [`    and ${faults.length - SHOWN_FAULTS} more`] : []),
  ].join("\n");

/** All rounds in one line. @param {Row[]} rounds */
export function totals(rounds) {
  const sum = (/** @type {(round: Row) => number} */ of) => rounds.reduce((total, it) => total + of(it), 0);
  const most = (/** @type {(round: Row) => number} */ of) => Math.max(0, ...rounds.map(of));
  const cells = COLUMNS.map(([title, cell]) =>
    title.endsWith("/s") ? most((it) => Number(cell(it))) : sum((it) => Number(cell(it))),
  );
  return line("all", cells);
}

/** At which points lives ended. @param {Row[]} rounds */
export function pointsOf(rounds) {
  /** @type {Map<string, number>} */
  const points = new Map();
  for (const { where } of rounds)
    for (const [name, count] of Object.entries(where)) points.set(name, (points.get(name) ?? 0) + count);
  return [...points]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
