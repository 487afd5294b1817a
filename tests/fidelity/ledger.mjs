import { magicIds } from "tencentcloud-edge/emulator";
import { STATE_REFUSALS } from "#model";
import { BAD_FILTERS, FIELDS, FILTERS } from "../conformance/tables.mjs";
import { access } from "./access.mjs";
import { actions } from "./actions.mjs";
import { envelope } from "./envelope.mjs";
import { limits } from "./limits.mjs";
import { codes } from "./model.mjs";
import { signatures } from "./signatures.mjs";
import { startInstances } from "./start-instances.mjs";

/** @typedef {import("./row.mjs").Row} Row */
/** @typedef {{title: string, source: string, rows: Row[]}} Section */

/** Codes that come of themselves, and the test that shows it. @type {Record<string, string>} */
const NATURAL = {
  "AuthFailure.InvalidAuthorization": "service auth::authorizations_of_another_form_are_named",
  "AuthFailure.InvalidSecretId": "service auth::authorizations_of_another_form_are_named",
  "AuthFailure.SecretIdNotFound": "conformance identity: tc3: a key id nobody has",
  "AuthFailure.SignatureExpire": "conformance protocol: a clock that is 310 s off",
  "AuthFailure.SignatureFailure": "conformance identity: tc3: another key",
  "AuthFailure.TokenFailure": "conformance identity: tc3: a token that is none",
  InvalidAction: 'conformance protocol: the action "Start"',
  InvalidFilter: "conformance describes: no such filter: colour",
  "InvalidFilterValue.LimitExceeded": "conformance describes: six values",
  "InvalidInstance.NotSupported": "service actions::an_operation_is_refused_in_every_other_state",
  "InvalidInstanceId.Malformed": 'conformance parameters: StartInstances: the id "ins-1122"',
  "InvalidInstanceId.NotFound":
    "conformance parameters: StartInstances: an id that is not there, tc3 over POST",
  InvalidParameter: "conformance parameters: StartInstances: InstanceIds is a text",
  InvalidParameterCombination: "service actions::old_and_new_switches_exclude_each_other",
  InvalidParameterValue: "conformance describes: DescribeInstances: Limit 101",
  "InvalidParameterValue.InstanceIdMalformed": 'conformance parameters: StartInstances: the id ""',
  "InvalidParameterValue.LimitExceeded": "conformance parameters: StartInstances: one id too many",
  InvalidRequest: "conformance protocol: StartInstances: a body that is no JSON",
  MissingParameter: "conformance parameters: StartInstances: without ids",
  NoSuchProduct: "service auth::checks_come_in_their_order",
  NoSuchVersion: "conformance protocol: StartInstances: another version",
  RequestLimitExceeded: "service limits::rates_slide_over_a_second_and_refused_requests_count",
  RequestSizeLimitExceeded: "conformance protocol: a body over 10 MB",
  UnknownParameter: "conformance protocol: StartInstances: a parameter it has not",
  UnsupportedProtocol: "file tests/pkg/cli-http.test.mjs: PUT",
  UnsupportedRegion: "conformance protocol: StartInstances: a region nobody has",
  "UnsupportedOperation.StoppedModeStopCharging":
    "service actions::stopping_without_charge_is_for_hourly_instances_and_is_shown",
  "UnsupportedOperation.InstanceMixedPricingModel": "service lifecycle::what_may_not_be_terminated_is_not",
  "UnsupportedOperation.InstancesProtected": "service lifecycle::what_may_not_be_terminated_is_not",
  "UnsupportedOperation.InstanceStateLaunchFailed": "service lifecycle::a_creation_that_fails_is_seen",
  "InvalidZone.MismatchRegion": 'conformance describes: the filter zone with ""',
  ...Object.fromEntries(
    BAD_FILTERS.map(([name, value, code]) => [
      code,
      `conformance describes: the filter ${name} with "${value}"`,
    ]),
  ),
  ...Object.fromEntries(
    "InvalidClientToken.TooLong InvalidImageId.Malformed InvalidInstanceName.TooLong InvalidInstanceType.Malformed InvalidParameterValue.InvalidParameterMinCount InvalidParameterValue.InvalidUserDataFormat InvalidPeriod"
      .split(" ")
      .map((code) => [code, "service lifecycle::a_bad_order_is_named"]),
  ),
  UnauthorizedOperation: "service keys::a_key_may_do_what_its_rows_allow",
  "LimitExceeded.CvmInstanceQuota": "service lifecycle::the_quota_of_instances_is_kept",
};

/** What refuses an operation in a state that an instance can be put into. @type {readonly string[]} */
const REFUSALS = Object.values(STATE_REFUSALS);

/** @param {{name: string, meaning: string}} code @returns {Row} */
function codeRow({ name, meaning }) {
  const shown = [];
  const ways = [];
  const natural =
    NATURAL[name] ??
    (REFUSALS.includes(name) ? "service actions::an_operation_is_refused_in_every_other_state" : undefined);
  if (natural !== undefined) {
    shown.push(natural);
    ways.push("by itself");
  }
  const magic = magicIds.find(({ code }) => code === name);
  if (magic !== undefined) {
    shown.push("service magic::every_id_answers_its_code_to_every_action_that_acts");
    ways.push(`for \`${magic.id}\``);
  }
  shown.push("service faults::codes_are_those_of_the_kind_or_of_the_rule");
  ways.push("by the fault `error`");
  return { says: `\`${name}\`: ${meaning}. Answered ${ways.join(", ")}.`, basis: "documented", shown };
}

/** Every section of the ledger. @type {Section[]} */
export const ledger = [
  { title: "The StartInstances page", source: "the page, sentence by sentence", rows: startInstances },
  {
    title: "The 28 error codes of the StartInstances page",
    source: "the page, section 6",
    rows: codes.filter(({ actions }) => actions.includes("StartInstances")).map(codeRow),
  },
  {
    title: "The envelope",
    source: "common parameters and common errors pages; recorded traffic",
    rows: envelope,
  },
  {
    title: "Signatures",
    source: "the Signature v3 and v1 pages; what the official SDKs send",
    rows: signatures,
  },
  {
    title: "Actions and states",
    source: "the pages of the actions; the spec of the official command line",
    rows: actions,
  },
  {
    title: "Filters",
    source: "the DescribeInstances page",
    rows: FILTERS.map(([name]) => ({
      says: `The filter \`${name}\` is taken.`,
      basis: "documented",
      shown: [`conformance describes: the filter ${name}`],
    })),
  },
  {
    title: "Filters with a value of the wrong form",
    source: "the codes are listed on the DescribeInstances page; which filter gives which is assumed",
    rows: BAD_FILTERS.map(([name, value, code]) => ({
      says: `\`${name}\` with \`${value}\`: \`${code}\`.`,
      basis: name === "zone" ? "recorded" : "assumed",
      shown: [`conformance describes: the filter ${name} with "${value}"`],
      option: "assume.codes",
    })),
  },
  {
    title: "Fields of an instance",
    source: "data type Instance",
    rows: FIELDS.map((row) => {
      const [path = "", type = "", nullable] = row.split(" ");
      const kind = type.replace("?", "");
      const about = `${kind}${nullable ? " or null" : ""}`;
      return {
        says: `\`${path}\` is ${about}${type.endsWith("?") ? ", where it is there" : ""}.`,
        basis: "documented",
        shown: [`conformance describes: Instance.${path} is ${about}`],
      };
    }),
  },
  {
    title: "Temporary keys and policies",
    source:
      "the sts pages, version 2018-08-13; the pages on access policies; the error list in the official Go SDK",
    rows: access,
  },
  { title: "Limits", source: "common parameters page and the pages of the actions", rows: limits },
  {
    title: "All other error codes",
    source: "the error lists of the actions and the common errors page",
    rows: codes.filter(({ actions }) => !actions.includes("StartInstances")).map(codeRow),
  },
];

/** The page of the documentation. */
export function written() {
  const all = ledger.flatMap(({ rows }) => rows);
  const count = (/** @type {Row["basis"]} */ basis) => all.filter((row) => row.basis === basis).length;
  const cell = (/** @type {string} */ text) => text.replaceAll("|", "\\|");
  const sections = ledger.flatMap(({ title, source, rows }) => [
    `## ${title}`,
    "",
    `Source: ${source}.`,
    "",
    "| what | basis | option | shown by |",
    "|---|---|---|---|",
    ...rows.map(
      ({ says, basis, option, shown }) =>
        `| ${cell(says)} | ${basis} | ${option === undefined ? "" : option.startsWith("none") || option.startsWith("fault") ? option : `\`${option}\``} | ${shown.map((it) => cell(it)).join("; ")} |`,
    ),
    "",
  ]);
  return [
    "# How faithful the emulator is",
    "",
    "<!-- Written by `npm run snapshot` from tests/fidelity/; a test holds it to that. -->",
    "",
    `${all.length} rules: ${count("documented")} documented, ${count("recorded")} recorded, ${count("assumed")} assumed. *Documented* is what a page of the vendor says. *Recorded* was seen on the wire, in the code of an official SDK or in somebody's issue thread. *Assumed* is neither: the pages are silent, and an option changes it where there is one. Nothing here has been tried against the real service; \`npm run conformance -- --endpoint https://cvm.tencentcloudapi.com\` does that for whoever has a key.`,
    "",
    "The last column names what shows a rule: `conformance` a case of `npm run conformance`, `service` a test in `emulator/tests/service/`, `file` a test in that file. X",
    "",
    ...sections,
  ].join("\n");
}
