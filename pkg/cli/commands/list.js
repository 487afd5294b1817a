import { findInstances } from "../../index.js";
import { connect } from "../connection/connection.js";
import { regionsOf } from "../connection/regions.js";
import { EXIT } from "../exit.js";
import { formatOf, printRows } from "../output/rows.js";
import { chooseInstances } from "../selection/choose.js";
import { describeChosen } from "../selection/describe.js";
import { EVERYTHING, selectOf } from "../selection/select.js";

const COLUMNS = [
  "InstanceId",
  "InstanceName",
  "InstanceState",
  "InstanceType",
  "Zone",
  "PrivateIp",
  "PublicIp",
];

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../connection/connection.js").Connection} Connection */

/** `list`. @param {Invocation} invocation */
export async function list(invocation) {
  const connection = await connect(invocation);
  const rows = await (invocation.values.from === undefined
    ? everyone(invocation, connection)
    : named(invocation, connection));
  const several = new Set(rows.map(({ Region }) => Region)).size > 1;
  const columns = several ? ["Region", ...COLUMNS] : COLUMNS;
  await printRows(invocation, rows, { format: formatOf(invocation, "json"), columns, id: "InstanceId" });
  return EXIT.ok;
}

/** @param {Invocation} invocation @param {Connection} connection */
async function everyone(invocation, connection) {
  const select = selectOf({ ...invocation.values, all: true }) ?? EVERYTHING;
  const regions = await regionsOf(invocation, connection);
  const found = await Promise.all(
    regions.map(async (region) => {
      const rows = [];
      for await (const instance of findInstances(select, { ...connection.options("cvm"), region })) {
        rows.push({ Region: region, ...instance });
      }
      return rows;
    }),
  );
  return found.flat();
}

/** @param {Invocation} invocation @param {Connection} connection */
async function named(invocation, connection) {
  const described = await describeChosen(connection, await chooseInstances(invocation, connection));
  return described.flatMap(({ region, instance }) => (instance ? [{ Region: region, ...instance }] : []));
}
