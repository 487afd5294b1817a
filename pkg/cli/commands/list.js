import { findInstances } from "../../index.js";
import { connect } from "../connection/connection.js";
import { regionsOf } from "../connection/regions.js";
import { EXIT } from "../exit.js";
import { formatOf, printRows } from "../output/rows.js";
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

/** `list`. @param {Invocation} invocation */
export async function list(invocation) {
  const connection = await connect(invocation);
  const regions = await regionsOf(invocation, connection);
  const select = selectOf({ ...invocation.values, all: true }) ?? EVERYTHING;
  const found = await Promise.all(
    regions.map(async (region) => {
      const rows = [];
      for await (const instance of findInstances(select, { ...connection.options("cvm"), region })) {
        rows.push({ Region: region, ...instance });
      }
      return rows;
    }),
  );
  const columns = regions.length > 1 ? ["Region", ...COLUMNS] : COLUMNS;
  await printRows(invocation, found.flat(), {
    format: formatOf(invocation, "json"),
    columns,
    id: "InstanceId",
  });
  return EXIT.ok;
}
