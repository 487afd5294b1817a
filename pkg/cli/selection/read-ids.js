import { readFile } from "node:fs/promises";
import { parse } from "../../dist/csv-parse.js";
import { CliError, EXIT, usage } from "../exit.js";

/** An instance that was named, with its region where that stands beside it. @typedef {{id: string, region?: string}} Named */

/**
 * The instances of a file, or of standard input.
 * @param {string} place a path, or "-"
 * @param {NodeJS.ReadStream} stdin
 * @returns {Promise<Named[]>}
 * @throws {CliError} that names the line
 */
export async function readIds(place, stdin) {
  const text = (await read(place, stdin)).replace(/^\uFEFF/, "");
  const named = parseIds(text, place === "-" ? "standard input" : place);
  if (named.length > 0) return named;
  throw usage(`--from ${place}: there is no instance in it.`, `--from ${place}：其中没有实例。`);
}

/** @param {string} place @param {NodeJS.ReadStream} stdin */
async function read(place, stdin) {
  try {
    if (place !== "-") return await readFile(place, "utf8");
    let text = "";
    for await (const chunk of stdin.setEncoding("utf8")) text += chunk;
    return text;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw usage(`--from: ${place} cannot be read (${code}).`, `--from：无法读取 ${place}（${code}）。`);
  }
}

/**
 * Ids with white space, commas or line breaks between them; CSV with a column InstanceId; a JSON array of ids or objects; a
 * reply of DescribeInstances; JSON lines.
 * @param {string} text
 * @param {string} place for messages
 * @returns {Named[]}
 */
export function parseIds(text, place) {
  const trimmed = text.trim();
  const table = fromCsv(trimmed, place);
  if (table !== undefined) return table;
  return /^[[{"]/.test(trimmed) ? (fromJson(trimmed, place) ?? unreadable(place)) : words(trimmed, place);
}

/** @param {string} text @param {string} place @returns {Named[]} */
const words = (text, place) =>
  text.split("\n").flatMap((line, at) =>
    line
      .replace(/^\s*#.*/, "")
      .split(/[\s,;]+/)
      .filter((word) => word !== "")
      .map((word) => named(word, `${place}, line ${at + 1}`)),
  );

/** @param {string} text @param {string} place @returns {Named[] | undefined} undefined if it is none */
function fromJson(text, place) {
  const whole = json(text);
  if (whole !== undefined) {
    return rowsOf(whole).map((row, at) => named(row, `${place}, item ${at + 1}`));
  }
  // One object a line. A line that is none is wrong if the first is one.
  const lines = text.split("\n");
  if (json(lines[0] ?? "") === undefined) return undefined;
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const where = `${place}, line ${at + 1}`;
    return [named(json(line) ?? fail(where, "is no JSON", "不是 JSON"), where)];
  });
}

/** @param {string} text @returns {unknown} */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The list in what the service, tccli or this command line printed. @param {unknown} value @returns {unknown[]} */
function rowsOf(value) {
  if (Array.isArray(value)) return value;
  const { Response, InstanceSet } = /** @type {{Response?: unknown, InstanceSet?: unknown}} */ (value ?? {});
  if (Response !== undefined) return rowsOf(Response);
  return Array.isArray(InstanceSet) ? InstanceSet : [value];
}

/** @param {string} text @param {string} place @returns {Named[] | undefined} undefined where no column is called InstanceId */
function fromCsv(text, place) {
  const [head = ""] = text.split("\n", 1);
  if (!/(^|,)\s*"?InstanceId"?\s*(,|$)/.test(head.trimEnd())) return undefined;
  try {
    const rows = parse(text, {
      bom: true,
      columns: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return rows.map((row, at) => named(row, `${place}, row ${at + 2}`));
  } catch (error) {
    throw usage(
      `--from ${place} is no CSV: ${/** @type {Error} */ (error).message}.`,
      `--from ${place} 不是 CSV：${/** @type {Error} */ (error).message}。`,
    );
  }
}

/** @param {unknown} value an id, or an object that has one @param {string} where @returns {Named} */
function named(value, where) {
  const { InstanceId, instanceId, Region, region } = /** @type {Record<string, unknown>} */ (Object(value));
  const id = typeof value === "string" ? value : (InstanceId ?? instanceId);
  if (typeof id !== "string" || !/^ins-[0-9a-z]+$/.test(id)) {
    const shown = JSON.stringify(typeof id === "string" ? id.slice(0, 40) : value)?.slice(0, 60);
    return fail(
      where,
      `has no instance id but ${shown}; ids look like ins-1a2b3c4d`,
      `不是实例 ID：${shown}；ID 形如 ins-1a2b3c4d`,
    );
  }
  const place = Region ?? region;
  return typeof place === "string" && place !== "" ? { id, region: place } : { id };
}

/** @param {string} where @param {string} en @param {string} zh @returns {never} */
function fail(where, en, zh) {
  throw new CliError(EXIT.usage, { en: `--from ${where} ${en}.`, zh: `--from ${where} ${zh}。` });
}

/** @param {string} place @returns {never} */
const unreadable = (place) =>
  fail(
    place,
    "is neither JSON, JSON lines nor CSV with InstanceId",
    "既不是 JSON、JSON Lines，也不是含 InstanceId 列的 CSV",
  );
