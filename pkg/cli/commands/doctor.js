import { connect, endpointTemplate } from "../connection/connection.js";
import { CHECKS, skipped } from "../doctor/checks.js";
import { checkNetwork } from "../doctor/network.js";
import { checkService } from "../doctor/service.js";
import { CliError, EXIT } from "../exit.js";
import { failureOf } from "../failure.js";
import { formatOf, printRows } from "../output/rows.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../doctor/checks.js").Finding} Finding */

const SIGNS = /** @type {const} */ ({
  ok: ["✓", "green"],
  warn: ["!", "yellow"],
  fail: ["✗", "red"],
  skipped: ["–", "gray"],
});
const DEFAULT_ENDPOINT = "https://cvm.tencentcloudapi.com";

/** `doctor`. @param {Invocation} invocation */
export async function doctor(invocation) {
  const findings = await examine(invocation);
  const { say, print, paintData } = invocation;
  if (formatOf(invocation, "table") === "table") {
    for (const { check, result, said, todo } of findings) {
      const [sign, colour] = SIGNS[result];
      await print(`${paintData(colour, sign)} ${say(check)}: ${say(said)}`);
      if (todo !== undefined) await print(`  ${say(todo)}`);
    }
  } else {
    const rows = findings.map(({ check, result, said, todo }) => ({
      Check: check.en,
      Result: result,
      Said: say(said),
      Todo: todo === undefined ? null : say(todo),
    }));
    const columns = ["Check", "Result", "Said", "Todo"];
    await printRows(invocation, rows, { format: formatOf(invocation, "table"), columns, id: "Check" });
  }
  return findings.some(({ result }) => result === "fail") ? EXIT.notAttempted : EXIT.ok;
}

/** @param {Invocation} invocation @returns {Promise<Finding[]>} */
async function examine(invocation) {
  const { connection, finding } = await credentials(invocation);
  const { values, env } = invocation;
  const endpoint = endpointTemplate(invocation) ?? DEFAULT_ENDPOINT;
  const { findings, reached } = await checkNetwork(endpoint.replaceAll("{service}", "cvm"), env);
  const before = [finding, ...findings];
  if (connection === undefined || !reached) {
    return [...before, skipped(CHECKS.key), skipped(CHECKS.region), skipped(CHECKS.permission)];
  }
  const region = values.region?.[0] ?? (env.TENCENTCLOUD_REGION || connection.region);
  return [...before, ...(await checkService(connection, region))];
}

/** @param {Invocation} invocation @returns {Promise<{finding: Finding, connection?: import("../connection/connection.js").Connection}>} */
async function credentials(invocation) {
  const check = CHECKS.credentials;
  try {
    const connection = await connect(invocation);
    const source = connection.options("cvm").credentials;
    if (typeof source === "function") await source();
    const { from } = connection.found;
    return { connection, finding: { check, result: "ok", said: { en: `from ${from}`, zh: `来自 ${from}` } } };
  } catch (error) {
    const { status, text } = failureOf(error);
    // What was written wrongly on the command line is no finding.
    if (status !== EXIT.notAttempted) throw new CliError(status, text, { cause: error });
    return { finding: { check, result: "fail", said: text } };
  }
}
