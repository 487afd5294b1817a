import { LIMITS } from "#model";

/** @typedef {import("./row.mjs").Row} Row */

/** The StartInstances page, sentence by sentence. @type {Row[]} */
export const startInstances = [
  {
    says: "The API answers at cvm.tencentcloudapi.com.",
    basis: "documented",
    shown: ["service auth::good_signatures_pass_in_every_form"],
  },
  {
    says: "It starts instances.",
    basis: "documented",
    shown: ["conformance operations: StartInstances: STOPPED, STARTING, RUNNING"],
  },
  {
    says: "Only STOPPED instances can be started.",
    basis: "documented",
    shown: ["service actions::an_operation_is_refused_in_every_other_state"],
  },
  {
    says: "After a successful call the state is STARTING, and RUNNING once the instance has started.",
    basis: "documented",
    shown: ["service actions::each_operation_passes_through_its_state_and_ends"],
  },
  {
    says: `Several instances can be started by one request, ${LIMITS.ids} at most.`,
    basis: "documented",
    shown: [
      "conformance parameters: StartInstances: one id too many",
      "file tests/interop/scenarios.mjs: start",
    ],
  },
  {
    says: "10 requests a second.",
    basis: "documented",
    shown: ["service limits::rates_slide_over_a_second_and_refused_requests_count"],
  },
  {
    says: "`Action` is required, and is StartInstances.",
    basis: "documented",
    shown: ["conformance protocol: StartInstances: without x-tc-action"],
  },
  {
    says: "`Version` is required, and is 2017-03-12.",
    basis: "documented",
    shown: [
      "conformance protocol: StartInstances: without x-tc-version",
      "conformance protocol: StartInstances: another version",
    ],
  },
  {
    says: "`Region` is not required.",
    basis: "documented",
    shown: ["service limits::the_region_may_be_left_out_by_the_older_rules_only"],
    option: "rules",
  },
  {
    says: "`InstanceIds.N` is required, an array of texts.",
    basis: "documented",
    shown: [
      "conformance parameters: StartInstances: without ids",
      "conformance parameters: StartInstances: InstanceIds is a text",
    ],
  },
  {
    says: "The ids are those that DescribeInstances tells as InstanceId.",
    basis: "documented",
    shown: ["conformance operations: StartInstances: STOPPED, STARTING, RUNNING"],
  },
  {
    says: "The reply holds RequestId, unique for each request, and nothing else.",
    basis: "documented",
    shown: [
      "conformance protocol: StartInstances: each request has an id of its own",
      "service envelope::errors_have_status_200_and_an_id_too",
    ],
  },
  {
    says: "Example: a GET with InstanceIds.0 and InstanceIds.1 starts two instances.",
    basis: "documented",
    shown: [
      "service v1::both_hashes_act_in_a_query_and_in_a_form",
      "service limits::queries_carry_the_same_parameters",
    ],
  },
  {
    says: 'Example: the reply is `{"Response":{"RequestId":…}}`.',
    basis: "documented",
    shown: ["conformance protocol: StartInstances: an envelope with a request id, status 200, JSON"],
  },
  {
    says: "SDKs of the vendor call it.",
    basis: "documented",
    shown: ["file tests/interop/scenarios.mjs: start", "file tests/interop/tccli/tccli.test.mjs: start"],
  },
];
