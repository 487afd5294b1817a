import { compile, search } from "../../dist/jmespath.js";
import { paginate, call as send } from "../../index.js";
import { isTencentCloudError } from "../../lib/core/errors.js";
import { readRequest } from "../catalogue/request.js";
import { connect } from "../connection/connection.js";
import { CliError, EXIT, usage } from "../exit.js";
import { describe } from "../failure.js";
import { cell } from "../output/columns.js";
import { json } from "../output/json.js";
import { printRows } from "../output/rows.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */

/** `call`. @param {Invocation} invocation */
export async function call(invocation) {
  const { query } = invocation.values;
  if (query !== undefined) checkQuery(query);
  const connection = await connect(invocation);
  const request = await readRequest(invocation, connection);
  const reply = await answered(invocation, connection.options(request.service), request);
  await print(invocation, query === undefined ? reply : search(reply, query));
  return EXIT.ok;
}

/** Before anything is sent. @param {string} query */
function checkQuery(query) {
  try {
    compile(query);
  } catch (error) {
    const said = /** @type {Error} */ (error).message;
    throw usage(`--query "${query}" is no JMESPath: ${said}.`, `--query “${query}”不是 JMESPath：${said}。`);
  }
}

/**
 * @param {Invocation} invocation
 * @param {import("../../index.js").CallOptions} options
 * @param {import("../catalogue/request.js").NamedRequest} request
 */
async function answered({ values }, options, request) {
  try {
    return values["all-pages"] ? await allPages(options, request) : await send(request, options);
  } catch (error) {
    if (!isTencentCloudError(error)) throw error;
    const refused = !error.code.startsWith("Client.") && error.advice !== "fix-credentials";
    if (refused) throw new CliError(EXIT.someFailed, describe(error), { cause: error });
    throw error;
  }
}

/**
 * The first reply, with the rows of all pages in its lists.
 * @param {import("../../index.js").CallOptions} options
 * @param {import("../catalogue/request.js").NamedRequest} request
 */
async function allPages(options, { payload, ...request }) {
  /** @type {Record<string, unknown> | undefined} */
  let whole;
  for await (const page of paginate({ ...request, payload: JSON.parse(payload) }, options)) {
    if (whole === undefined) {
      whole = { ...page };
      continue;
    }
    for (const [name, value] of Object.entries(page)) {
      const before = whole[name];
      if (Array.isArray(value) && Array.isArray(before)) before.push(...value);
    }
  }
  return whole ?? {};
}

/** A list, or the only list of a reply. @param {unknown} value @returns {unknown[]} */
function rowsOf(value) {
  if (Array.isArray(value)) return value;
  const lists = Object.values(Object(value)).filter((member) => Array.isArray(member));
  return lists.length === 1 ? lists[0] : [value];
}

/** @param {Invocation} invocation @param {unknown} value */
async function print(invocation, value) {
  const format = invocation.values.output ?? "json";
  if (format === "json") return invocation.print(json(value ?? null, 2));
  const rows = rowsOf(value);
  if (format === "ids") return invocation.print(rows.map((row) => cell(row)).join("\n"));
  if (rows.some((row) => row === null || typeof row !== "object" || Array.isArray(row))) {
    throw usage(
      `--output ${format} needs objects: choose a list of them with --query, such as --query InstanceSet.`,
      `--output ${format} 需要对象列表：请用 --query 选择，例如 --query InstanceSet。`,
    );
  }
  const columns = Object.keys(rows[0] ?? {});
  return printRows(invocation, /** @type {Array<Record<string, unknown>>} */ (rows), {
    format,
    columns,
    id: columns[0] ?? "",
  });
}
