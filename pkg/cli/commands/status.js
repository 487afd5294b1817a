import { TRANSITIONS } from "../../lib/model.gen.js";
import { connect } from "../connection/connection.js";
import { EXIT } from "../exit.js";
import { formatOf, printRows } from "../output/rows.js";
import { chooseInstances } from "../selection/choose.js";
import { describeChosen } from "../selection/describe.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../selection/describe.js").Described} Described */

const COLUMNS = [
  "Region",
  "InstanceId",
  "InstanceName",
  "InstanceState",
  "LatestOperation",
  "LatestOperationState",
  "WaitsFor",
];

/** Where a state leads that passes by itself. @type {Map<string, string>} */
const LEADS_TO = new Map([
  ...Object.values(TRANSITIONS)
    .filter(({ via, to }) => via !== to)
    .map(({ via, to }) => /** @type {const} */ ([via, to])),
  ["PENDING", "RUNNING"],
  ["TERMINATING", "TERMINATED"],
  ["ENTER_RESCUE_MODE", "RESCUE_MODE"],
  ["EXIT_RESCUE_MODE", "RUNNING"],
  ["ENTER_SERVICE_LIVE_MIGRATE", "SERVICE_LIVE_MIGRATE"],
  ["EXIT_SERVICE_LIVE_MIGRATE", "RUNNING"],
]);

/** `status`. @param {Invocation} invocation */
export async function status(invocation) {
  const connection = await connect(invocation);
  const described = await describeChosen(connection, await chooseInstances(invocation, connection));
  const rows = described.map((one) => rowOf(one));
  await printRows(invocation, rows, {
    format: formatOf(invocation, "json"),
    columns: COLUMNS,
    id: "InstanceId",
  });
  const missing = described.filter(({ instance }) => instance === undefined);
  for (const { id, region } of missing) {
    invocation.warn(
      invocation.say({ en: `${id} is not known in ${region}.`, zh: `${region} 中没有实例 ${id}。` }),
    );
  }
  return missing.length > 0 ? EXIT.someFailed : EXIT.ok;
}

/** @param {Described} described */
function rowOf({ region, id, instance }) {
  if (instance === undefined) return { Region: region, InstanceId: id, InstanceState: null };
  const { InstanceName, InstanceState, LatestOperation, LatestOperationState, LatestOperationRequestId } =
    instance;
  return {
    Region: region,
    InstanceId: id,
    InstanceName,
    InstanceState,
    LatestOperation,
    LatestOperationState,
    LatestOperationRequestId,
    WaitsFor: LEADS_TO.get(InstanceState) ?? null,
  };
}
