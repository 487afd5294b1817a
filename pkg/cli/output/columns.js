import { nearest } from "../../lib/core/members.js";
import { usage } from "../exit.js";

/** @typedef {Record<string, unknown>} Row */
/** @typedef {{header: string, read: (row: Row) => unknown}} Column */

/** Short names of what stands deeper in an object of the service. @type {Record<string, Column["read"]>} */
const SHORT = {
  Zone: ({ Placement }) => own(Placement, "Zone"),
  PrivateIp: ({ PrivateIpAddresses }) => PrivateIpAddresses,
  PublicIp: ({ PublicIpAddresses }) => PublicIpAddresses,
  Tags: ({ Tags }) => (Array.isArray(Tags) ? Tags.map(({ Key, Value }) => `${Key}=${Value}`) : undefined),
};

/**
 * The columns that were asked for: a member's name, `Placement.Zone`, a short name, or `Tag:env`.
 * @param {string[]} names
 * @param {Row[]} rows a name that none of them has is refused
 * @returns {Column[]}
 */
export function readColumns(names, rows) {
  return names.map((name) => {
    const read = reader(name);
    const isTag = name.startsWith("Tag:");
    if (rows.length > 0 && !isTag && rows.every((row) => read(row) === undefined)) throw unknown(name, rows);
    return { header: name, read };
  });
}

/** @param {string} name @returns {Column["read"]} */
function reader(name) {
  if (name.startsWith("Tag:")) return tagReader(name.slice("Tag:".length));
  if (Object.hasOwn(SHORT, name)) return /** @type {Column["read"]} */ (SHORT[name]);
  const path = name.split(".");
  return (row) => path.reduce((/** @type {unknown} */ value, key) => own(value, key), row);
}

/** @param {unknown} value @param {string} key @returns {unknown} */
const own = (value, key) =>
  value !== null && typeof value === "object" && Object.hasOwn(value, key)
    ? /** @type {Row} */ (value)[key]
    : undefined;

/** @param {string} key @returns {Column["read"]} */
const tagReader =
  (key) =>
  ({ Tags }) =>
    Array.isArray(Tags) ? Tags.find((tag) => tag?.Key === key)?.Value : undefined;

/** @param {string} name @param {Row[]} rows */
function unknown(name, rows) {
  const names = [
    ...new Set([...Object.keys(SHORT), ...rows.slice(0, 100).flatMap((row) => Object.keys(row))]),
  ];
  const near = nearest(name, names);
  const [en, zh] = near === undefined ? ["", ""] : [` Did you mean ${near}?`, `您是否想写 ${near}？`];
  return usage(
    `--columns: nothing here has ${name}.${en} There are ${names.sort().join(", ")} and Tag:KEY.`,
    `--columns：没有 ${name}。${zh}可用的有 ${names.sort().join("、")} 以及 Tag:键。`,
  );
}

/** What a cell shows. @param {unknown} value */
export function cell(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
