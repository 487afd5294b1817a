import { readColumns } from "../output/columns.js";
import { formatOf, printRows } from "../output/rows.js";
import { describeChosen } from "../selection/describe.js";
import { grouped } from "./plan-text.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../output/columns.js").Row} Row */
/** @typedef {import("./jobs.js").InstanceOutcome} InstanceOutcome */
/** @typedef {import("./jobs.js").RegionResult} RegionResult */

const COLUMNS = ["InstanceId", "Region", "outcome", "state", "error.code", "requestId"];
/** Every member that a row can have. */
const SAMPLE = {
  InstanceId: "",
  Region: "",
  outcome: "",
  state: "",
  sent: false,
  requestId: "",
  error: { code: "", message: "", advice: "", inferred: false },
};
/** More rows than this are not shown on a terminal, unless they were asked for or something is wrong with them. */
const MOST_ROWS = 100;
const AT_ONCE = 1_000;

/**
 * What is known of instances besides their outcome, where columns were asked for that only the service knows, such as
 * `Tag:env`. Wrong names are told before anything is sent.
 * @param {Invocation} invocation
 * @param {import("../connection/connection.js").Connection} connection
 * @param {import("../selection/choose.js").Chosen[]} chosen
 * @returns {Promise<Map<string, Row>>} by id; empty where nothing of the kind was asked for
 */
export async function detailsFor({ values }, connection, chosen) {
  const { columns } = values;
  if (columns === undefined || columns.every(isOwn)) return new Map();
  const described = await describeChosen(connection, chosen);
  const details = new Map(described.map(({ id, instance }) => [id, /** @type {Row} */ ({ ...instance })]));
  if (described.some(({ instance }) => instance !== undefined)) {
    readColumns(columns, [...details.values(), SAMPLE]);
  }
  return details;
}

/** @param {string} name */
const isOwn = (name) => !name.startsWith("Tag:") && readColumns([name], [])[0]?.read(SAMPLE) !== undefined;

/**
 * Prints what became of each instance.
 * @param {Invocation} invocation
 * @param {RegionResult[]} results
 * @param {{details: Map<string, Row>, isWell: (one: InstanceOutcome) => boolean}} how
 */
export async function printOutcomes(invocation, results, { details, isWell }) {
  const format = formatOf(invocation, "jsonl");
  const all = results.reduce((sum, { instances }) => sum + instances.length, 0);
  const few = invocation.values.output === undefined && format === "table" && all > MOST_ROWS;
  const shown = results.map(({ region, instances }) => ({
    region,
    instances: few ? instances.filter((one) => !isWell(one)) : instances,
  }));
  const count = shown.reduce((sum, { instances }) => sum + instances.length, 0);
  const how = { format, columns: COLUMNS, id: "InstanceId", checked: true };
  if (format === "jsonl" || format === "ids") {
    for (const rows of slices(shown, details)) await printRows(invocation, rows, how);
  } else if (count > 0 || !few) {
    await printRows(invocation, [...slices(shown, details)].flat(), how);
  }
  if (!few) return;
  const rest = grouped(all - count);
  invocation.tell(
    invocation.say({
      en: `${rest} that went well are not listed; --output table lists all.`,
      zh: `另有 ${rest} 台成功的实例未列出；--output table 可列出全部。`,
    }),
  );
}

/**
 * The rows, some at a time: a hundred thousand take memory, and their text again.
 * @param {Array<{region: string, instances: InstanceOutcome[]}>} shown
 * @param {Map<string, Row>} details
 */
function* slices(shown, details) {
  for (const { region, instances } of shown) {
    for (let at = 0; at < instances.length; at += AT_ONCE) {
      yield instances.slice(at, at + AT_ONCE).map((one) => rowOf(region, one, details));
    }
  }
}

/** @param {string} region @param {InstanceOutcome} outcome @param {Map<string, Row>} details @returns {Row} */
const rowOf = (region, { instanceId, outcome, state, sent, requestId, error }, details) => ({
  ...details.get(instanceId),
  InstanceId: instanceId,
  Region: region,
  outcome,
  state: state ?? null,
  sent,
  requestId: requestId ?? null,
  error: error ?? null,
});
