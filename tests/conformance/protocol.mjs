import assert from "node:assert/strict";
import { group } from "./cases.mjs";
import { ACTIONS } from "./tables.mjs";

/** @typedef {typeof ACTIONS[number]} Row */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Envelopes, common parameters and bodies: the same for every action. */
export const protocol = () => group("protocol", [ofEveryAction]);

/** @param {import("./cases.mjs").Cases} cases */
function ofEveryAction(cases) {
  for (const row of ACTIONS) {
    envelopes(cases, row);
    commonParameters(cases, row);
    bodies(cases, row);
  }
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function envelopes({ add }, { name: action, acts, least }) {
  const does = acts ? "dry" : "reads";
  add("documented", does, `${action}: an envelope with a request id, status 200, JSON`, async ({ send }) => {
    const { status, headers, text } = await send({ action, params: acts ? {} : least });
    assert.equal(status, 200);
    assert.match(headers["content-type"] ?? "", /^application\/json/);
    const body = JSON.parse(text);
    assert.deepEqual(Object.keys(body), ["Response"]);
    assert.match(body.Response.RequestId, UUID);
  });
  add("documented", does, `${action}: each request has an id of its own`, async ({ ask }) => {
    const params = acts ? {} : least;
    const [one, other] = [await ask({ action, params }), await ask({ action, params })];
    assert.notEqual(one.RequestId, other.RequestId);
  });
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function commonParameters({ answers }, { name: action, acts, least }) {
  const does = acts ? "dry" : "reads";
  for (const missing of ["x-tc-action", "x-tc-version", "x-tc-timestamp"]) {
    answers(
      "documented",
      does,
      `${action}: without ${missing}`,
      { action, params: least, without: [missing] },
      "MissingParameter",
    );
  }
  answers(
    "documented",
    does,
    `${action}: another version`,
    { action, params: least, version: "2016-01-01" },
    "NoSuchVersion",
  );
  answers(
    "documented",
    does,
    `${action}: a region nobody has`,
    { action, params: least, region: "mars-1" },
    "UnsupportedRegion",
  );
  answers(
    "recorded",
    does,
    `${action}: an empty region`,
    { action, params: least, region: "" },
    "InvalidParameterValue",
  );
}

/** @param {import("./cases.mjs").Cases} cases @param {Row} row */
function bodies({ answers }, { name: action, acts, least }) {
  const does = acts ? "dry" : "reads";
  answers(
    "documented",
    does,
    `${action}: a parameter it has not`,
    { action, params: { ...least, NoSuchParameter: 1 } },
    "UnknownParameter",
  );
  answers("recorded", does, `${action}: a body that is no JSON`, { action, params: "{" }, [
    "InvalidRequest",
    "InvalidParameter",
  ]);
  answers("assumed", does, `${action}: a body that is a list`, { action, params: "[]" }, [
    "InvalidRequest",
    "InvalidParameter",
  ]);
  answers(
    "recorded",
    does,
    `${action}: multipart, which it does not take`,
    { action, params: "--x--\r\n", contentType: "multipart/form-data; boundary=x" },
    ["InvalidRequest", "InvalidParameter", "UnsupportedOperation"],
  );
}
