import { constants, HEADER } from "./data.mjs";
import { operations } from "./rows.mjs";

/** @typedef {import("./rows.mjs").Rows} Rows */
/** @typedef {import("./rows.mjs").Param} Param */

/** What is the same whatever the rows say. */
const FIXED = `
/** Whose fault an error is. */
export type Blame = "account" | "instance" | "rate" | "request" | "service";

/** A text in both languages. */
export interface Text {
  en: string;
  zh: string;
}

export interface Limits {
  ids: number;
  page: number;
  described: number;
  slotMs: number;
}

/** An input parameter. */
export interface ParameterRow {
  name: string;
  required?: true;
  /** Never stored, logged or shown. */
  secret?: true;
  type: "ids" | "filters" | "integer" | "boolean" | "text" | "texts" | "object" | "objects";
  /** The texts it takes. */
  values?: string[];
  least?: number;
  most?: number;
  members?: ParameterRow[];
}

/** What an operation does to an instance. */
export interface Transition {
  /** States it may be sent in. */
  from: InstanceState[];
  /** The state while it runs. */
  via: InstanceState;
  /** The state it ends in. */
  to: InstanceState;
  /** States in which nothing needs to be sent. */
  already: InstanceState[];
  /** States that pass by themselves. */
  transient: InstanceState[];
}

export interface ActionRow {
  /** Requests a second that the service takes, for each account and region. */
  perSecond: number;
  /** Requests a second that are planned here. */
  plannedPerSecond: number;
  maxIds: number;
  parameters: ParameterRow[];
}

export interface CodeRow {
  actions: ActionName[];
  blame: Blame;
  advice: Advice;
  text: Text;
}
`;

/** pkg/types/model.gen.d.ts. @param {Rows} rows */
export function declarations(rows) {
  const acting = operations(rows);
  return [
    HEADER,
    union(
      "InstanceState",
      "`InstanceState` as the service spells it (DescribeInstances page, data type Instance).",
      rows.states,
    ),
    union("Advice", "What a caller can do about an error.", rows.advice),
    union("ActionName", "The actions that are known here.", rows.actions),
    union("OperationName", "The actions that are fleet operations.", acting),
    union("ServiceErrorCode", "The documented error codes of the actions.", rows.codes),
    union("ClientErrorCode", "The codes of this package itself.", rows.clientCodes),
    ...rows.actions.map(({ name, parameters, maxIds }) =>
      members(
        `${name}Parameters`,
        `The parameters of ${name}, by their names on the wire.`,
        parameters,
        maxIds,
      ),
    ),
    ofOperations(
      "OperationParameters",
      "What `parameters` of a fleet operation takes, by its action.",
      acting,
      isOwn,
    ),
    ofOperations(
      "SecretParameters",
      "What `secretParameters` of a fleet operation takes.",
      acting,
      ({ secret }) => secret === true,
    ),
    FIXED,
    ...constants(rows).map(({ name, about, type }) => `\n${comment(about)}export const ${name}: ${type};\n`),
  ].join("");
}

/** A parameter that a job holds. @param {Param} param @param {string[]} excluded */
const isOwn = ({ name, type, secret }, excluded) => type !== "ids" && !secret && !excluded.includes(name);

/** @param {string} about @param {string} [indent] */
const comment = (about, indent = "") => `${indent}/** ${about} */\n`;

/** @param {string} name @param {string} about @param {Array<{name: string}>} named */
const union = (name, about, named) =>
  `\n${comment(about)}export type ${name} =${named.map((one) => `\n  | "${one.name}"`).join("")};\n`;

/** @param {string} name @param {string} about @param {Param[]} params @param {number} maxIds */
function members(name, about, params, maxIds) {
  if (params.length === 0) return `\n${comment(about)}export type ${name} = Record<string, never>;\n`;
  return `\n${comment(about)}export interface ${name} {\n${params.map((param) => member(param, "  ", maxIds)).join("")}}\n`;
}

/**
 * @param {string} name
 * @param {string} about
 * @param {ReturnType<typeof operations>} actions
 * @param {(param: Param, excluded: string[]) => boolean} chosen
 */
function ofOperations(name, about, actions, chosen) {
  const rows = actions.map(({ name: action, parameters, operation: { excluded } }) => {
    const names = parameters.filter((param) => chosen(param, excluded)).map((param) => `"${param.name}"`);
    return `  ${action}: ${names.length === 0 ? "Record<never, never>" : `Pick<${action}Parameters, ${names.join(" | ")}>`};\n`;
  });
  return `\n${comment(about)}export interface ${name} {\n${rows.join("")}}\n`;
}

/** @param {Param} param @param {string} indent @param {number} [maxIds] @returns {string} */
function member(param, indent, maxIds) {
  const about = limits(param, maxIds);
  return `${about && comment(about, indent)}${indent}${param.name}${param.required ? "" : "?"}: ${typeOf(param, indent)};\n`;
}

/** What the type does not say. @param {Param} param @param {number} [maxIds] */
function limits({ type, least, most, secret }, maxIds) {
  const range = most === undefined ? `From ${least}.` : `From ${least} to ${most}.`;
  return [
    type === "ids" ? `At most ${maxIds}.` : "",
    type === "integer" ? range : "",
    secret ? "Secret: never stored, logged or shown." : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** @param {Param} param @param {string} indent @returns {string} */
function typeOf({ type, values, members: rows = [] }, indent) {
  const object = () => `{\n${rows.map((row) => member(row, `${indent}  `)).join("")}${indent}}`;
  switch (type) {
    case "ids":
    case "texts":
      return "string[]";
    case "filters":
      return "Array<{ Name: string; Values: string[] }>";
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "text":
      return values?.map((value) => `"${value}"`).join(" | ") ?? "string";
    case "object":
      return object();
    case "objects":
      return `Array<${object()}>`;
  }
}
