import { setFlagsFromString } from "node:v8";
import { connect } from "../connection/connection.js";
import { EXIT } from "../exit.js";
import { askFirst, needsYes } from "../fleet/ask.js";
import { onInterrupt } from "../fleet/interrupts.js";
import { OPERATIONS, readTask } from "../fleet/operation.js";
import { planRegions, totalOf } from "../fleet/plan.js";
import { planText, printPlan } from "../fleet/plan-text.js";
import { report } from "../fleet/report.js";
import { detailsFor, printOutcomes } from "../fleet/rows.js";
import { run } from "../fleet/run.js";
import { countOf } from "../fleet/selected.js";
import { findWork } from "../fleet/work.js";
import { formatOf } from "../output/rows.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../exit.js").ExitStatus} ExitStatus */
/** @typedef {ReturnType<typeof onInterrupt>} Interrupts */

/** `start`, `stop` and `reboot`. */
export const operations = {
  start: (/** @type {Invocation} */ invocation) => operate(invocation, OPERATIONS.start),
  stop: (/** @type {Invocation} */ invocation) => operate(invocation, OPERATIONS.stop),
  reboot: (/** @type {Invocation} */ invocation) => operate(invocation, OPERATIONS.reboot),
};

/** @param {Invocation} invocation @param {import("../fleet/operation.js").Operation} operation */
async function operate(invocation, operation) {
  const { warn, say } = invocation;
  const interrupts = onInterrupt(() => {
    warn(say({ en: "\nInterrupted: nothing was sent.", zh: "\n已中断：未发送任何请求。" }));
    process.exit(EXIT.interrupted);
  });
  keepHeapSmall();
  try {
    return await planAndRun(invocation, readTask(invocation, operation), interrupts);
  } finally {
    interrupts.end();
  }
}

/**
 * What is described is soon forgotten. Left to itself the heap grows to several times what is in use, and to twice the room for
 * new objects, before it is cleaned up: 255 MB for 100,000 instances, instead of 150.
 */
function keepHeapSmall() {
  setFlagsFromString("--heap-growing-percent=30");
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * @param {Invocation} invocation
 * @param {import("../fleet/operation.js").Task} task
 * @param {Interrupts} interrupts
 * @returns {Promise<ExitStatus>}
 */
async function planAndRun(invocation, task, interrupts) {
  const connection = await connect(invocation);
  const work = await findWork(invocation, connection, task);
  const { chosen, ended, journal } = work;
  const nothingToDo = countOf(chosen) === 0;
  if (nothingToDo && ended.length === 0) return nobody(invocation, chosen, task);
  const details = await detailsFor(invocation, connection, [...chosen, ...ended.map(idsOf)]);
  if (nothingToDo)
    return report(invocation, { results: ended, interrupted: false, ms: 0 }, { details, journal });
  const plans = await planRegions(connection, chosen, task);
  if (invocation.values["dry-run"]) {
    await printPlan(invocation, task, plans);
    return EXIT.ok;
  }
  await approve(invocation, task, plans);
  const now = await run(invocation, await work.begin(), { connection, task, interrupts, journal });
  return report(invocation, { ...now, results: [...ended, ...now.results] }, { details, journal });
}

/** @param {import("../fleet/jobs.js").RegionResult} result */
const idsOf = ({ region, instances }) => ({ region, ids: instances.map(({ instanceId }) => instanceId) });

/** @param {Invocation} invocation @param {import("../selection/choose.js").Chosen[]} chosen @param {import("../fleet/operation.js").Task} task */
async function nobody(invocation, chosen, task) {
  const regions = chosen.map(({ region }) => region).join(", ");
  invocation.warn(
    invocation.say({
      en: `No instance in ${regions} is what was selected: there is nothing to do.`,
      zh: `${regions} 中没有符合条件的实例，无需操作。`,
    }),
  );
  if (invocation.values["dry-run"] && formatOf(invocation, "jsonl") === "json")
    await printPlan(invocation, task, []);
  else await printOutcomes(invocation, [], { details: new Map(), isWell: () => true });
  return EXIT.ok;
}

/** Shows the plan, and asks. @param {Invocation} invocation @param {import("../fleet/operation.js").Task} task @param {import("../fleet/plan.js").RegionPlan[]} plans */
async function approve(invocation, task, plans) {
  const text = planText(invocation, task, plans);
  const changes = totalOf(plans).changes.length;
  // Whoever is asked is told what about.
  if (changes > 0 && needsYes(invocation)) invocation.warn(text);
  else invocation.tell(text);
  if (changes > 0) await askFirst(invocation, task.operation, changes);
}
