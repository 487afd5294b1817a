import { LIMITS } from "#model";

/** @typedef {import("./row.mjs").Row} Row */

/** Limits (common parameters page and the actions' own). @type {Row[]} */
export const limits = [
  { says: "A GET carries 32 KB.", basis: "documented", shown: ["conformance protocol: a query over 32 KB"] },
  {
    says: "A POST carries 10 MB with TC3.",
    basis: "documented",
    shown: ["conformance protocol: a body over 10 MB", "conformance protocol: a body of 5 MB"],
  },
  {
    says: "A POST carries 1 MB with v1.",
    basis: "documented",
    shown: ["conformance protocol: a v1 form over 1 MB"],
  },
  {
    says: "Only GET and POST are taken.",
    basis: "documented",
    shown: ["file tests/pkg/cli-http.test.mjs: PUT"],
  },
  {
    says: `A batch holds ${LIMITS.ids} ids, an id given twice counting twice.`,
    basis: "assumed",
    shown: ["conformance parameters: StartInstances: one id once too often"],
    option: "assume.codes",
  },
  {
    says: "A page holds 20 rows, up to 100 where Limit says so.",
    basis: "documented",
    shown: [
      "conformance describes: DescribeInstances: 20 rows where no Limit says otherwise",
      "conformance describes: DescribeInstances: Limit 100",
    ],
  },
  {
    says: "A Limit of 0, below or above 100 is InvalidParameterValue.",
    basis: "recorded",
    shown: [
      "conformance describes: DescribeInstances: Limit 101",
      "conformance describes: DescribeInstances: Limit -1",
    ],
    option: "assume.codes",
  },
  {
    says: "An Offset behind the end yields no rows.",
    basis: "assumed",
    shown: ["conformance describes: DescribeInstances: an Offset behind the end"],
    option: "none: nothing else is left to answer",
  },
  {
    says: "10 filters, 5 values each.",
    basis: "documented",
    shown: ["conformance describes: eleven filters", "conformance describes: six values"],
  },
  {
    says: "JSON parameters have the documented types; a query and a form carry texts, which are read by type.",
    basis: "documented",
    shown: [
      "service limits::parameters_are_checked_by_the_rows_of_the_model",
      "service limits::queries_carry_the_same_parameters",
    ],
  },
  {
    says: "Requests a second: 10 of each acting action, 40 of each describe of instances, 20 of regions and zones; per account, region and action, in a second that slides.",
    basis: "documented",
    shown: [
      "service limits::rates_slide_over_a_second_and_refused_requests_count",
      "service limits::every_action_has_the_rate_of_its_page",
    ],
    option: "enforceRateLimits",
  },
  {
    says: "A request refused for its rate counts toward it.",
    basis: "assumed",
    shown: ["service assume::a_refused_request_may_not_count_toward_the_rate"],
    option: "assume.countRefused",
  },
];
