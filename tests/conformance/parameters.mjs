import { LIMITS } from "#model";
import { group } from "./cases.mjs";
import { ACTIONS, NOBODY, VALUES } from "./tables.mjs";

/** @typedef {typeof ACTIONS[number]} Row */

const MALFORMED = ["InvalidInstanceId.Malformed", "InvalidParameterValue.InstanceIdMalformed"];

/** Parameters of the wrong type, number and form. No request of these may change anything. */
export const parameters = () => group("parameters", [ofEveryAction, ofEveryIdList, switches]);

/** @param {import("./cases.mjs").Cases} cases */
function ofEveryAction(cases) {
  for (const row of ACTIONS) wrongTypes(cases, row);
}

/** @param {import("./cases.mjs").Cases} cases */
function ofEveryIdList(cases) {
  for (const row of ACTIONS.filter(({ params }) => "InstanceIds" in params)) {
    malformedIds(cases, row);
    numbersOfIds(cases, row);
    if (row.acts) neededIds(cases, row);
  }
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function wrongTypes({ answers }, { name: action, acts, params, least }) {
  const does = acts ? "dry" : "reads";
  for (const [param, kind] of Object.entries(params)) {
    for (const { name, value, is } of VALUES) {
      if (is.includes(kind)) continue;
      const given = { ...least, [param]: value };
      const typed =
        param === "InstanceIds" || param === "Filters" || name !== "a list of lists" || kind !== "objects";
      if (typed)
        answers(
          "documented",
          does,
          `${action}: ${param} is ${name}`,
          { action, params: given },
          "InvalidParameter",
        );
    }
  }
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function malformedIds({ answers }, { name: action, acts, least }) {
  const does = acts ? "dry" : "reads";
  for (const id of [
    "",
    "x",
    "ins-",
    "ins-1122",
    "ins-123456789",
    "INS-11112222",
    "ins-ABCDEFGH",
    "ins_11112222",
    "ins-1111222!",
    " ins-11112222",
    "lhins-11112222",
    "实例-11112222",
  ]) {
    answers(
      "documented",
      does,
      `${action}: the id "${id}"`,
      { action, params: { ...least, InstanceIds: [id] } },
      MALFORMED,
    );
  }
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function numbersOfIds({ answers }, { name: action, acts, least }) {
  const does = acts ? "dry" : "reads";
  const many = Array.from({ length: LIMITS.ids + 1 }, (_, at) => `ins-${String(at).padStart(8, "0")}`);
  answers(
    "documented",
    does,
    `${action}: one id too many`,
    { action, params: { ...least, InstanceIds: many } },
    "InvalidParameterValue.LimitExceeded",
  );
  answers(
    "assumed",
    does,
    `${action}: as many ids as a request takes, none of them there`,
    { action, params: { ...least, InstanceIds: many.slice(1) } },
    acts ? "InvalidInstanceId.NotFound" : "ok",
  );
  answers(
    "assumed",
    does,
    `${action}: one id once too often`,
    { action, params: { ...least, InstanceIds: Array(LIMITS.ids + 1).fill(NOBODY) } },
    "InvalidParameterValue.LimitExceeded",
  );
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function neededIds({ answers }, { name: action, least }) {
  const does = "dry";
  answers("documented", does, `${action}: without ids`, { action }, "MissingParameter");
  answers(
    "assumed",
    does,
    `${action}: with no ids`,
    { action, params: { ...least, InstanceIds: [] } },
    "MissingParameter",
  );
  answers(
    "assumed",
    does,
    `${action}: with null for ids`,
    { action, params: { ...least, InstanceIds: null } },
    "MissingParameter",
  );
  for (const method of /** @type {const} */ (["POST", "GET"])) {
    for (const scheme of /** @type {const} */ (["tc3", "v1"])) {
      answers(
        "documented",
        does,
        `${action}: an id that is not there, ${scheme} over ${method}`,
        { action, method, scheme, params: { ...least, InstanceIds: [NOBODY] } },
        "InvalidInstanceId.NotFound",
      );
    }
  }
}

/** StopType, StoppedMode and the switches before them. @param {import("./cases.mjs").Cases} cases */
function switches({ answers }) {
  const ids = { InstanceIds: [NOBODY] };
  for (const [action, more] of /** @type {Array<[string, object]>} */ ([
    ["StopInstances", { StopType: "GENTLE" }],
    ["StopInstances", { StopType: "" }],
    ["StopInstances", { StopType: "soft" }],
    ["StopInstances", { StoppedMode: "SLEEP" }],
    ["RebootInstances", { StopType: "GENTLE" }],
  ])) {
    answers(
      "documented",
      "dry",
      `${action}: ${JSON.stringify(more)}`,
      { action, params: { ...ids, ...more } },
      "InvalidParameterValue",
    );
  }
  for (const [action, more] of /** @type {Array<[string, object]>} */ ([
    ["StopInstances", { ForceStop: true, StopType: "HARD" }],
    ["RebootInstances", { ForceReboot: false, StopType: "HARD" }],
  ])) {
    answers(
      "documented",
      "dry",
      `${action}: ${JSON.stringify(more)}`,
      { action, params: { ...ids, ...more } },
      "InvalidParameterCombination",
    );
  }
}
