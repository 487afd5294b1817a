/**
 * A row of the ledger: what is said, on what it stands, how it is shown, and the option that changes it where it is assumed.
 * @typedef {object} Row
 * @property {string} says
 * @property {"documented" | "recorded" | "assumed"} basis
 * @property {string[]} shown `conformance GROUP: NAME`, `service MODULE::TEST`, or `file PATH: TITLE`
 * @property {string} [option]
 */

/** The StartInstances page, sentence by sentence. @type {Row[]} */
export const page = [
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
    says: "Several instances can be started by one request, 100 at most.",
    basis: "documented",
    shown: ["conformance parameters: StartInstances: 101 ids", "file tests/interop/scenarios.mjs: start"],
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

/** The envelope and the errors (common parameters and common errors pages). @type {Row[]} */
export const envelope = [
  {
    says: "A success is `Response` with the fields and RequestId, an error `Response.Error` with Code and Message, both with status 200.",
    basis: "documented",
    shown: ["service envelope::errors_have_status_200_and_an_id_too"],
  },
  {
    says: "The content type is application/json, the server names itself nginx.",
    basis: "recorded",
    shown: [
      "service envelope::errors_have_status_200_and_an_id_too",
      "service envelope::the_outside_of_a_reply_is_the_gateways",
    ],
  },
  {
    says: "The `Date` of a reply is the server's clock.",
    basis: "recorded",
    shown: ["conformance protocol: the reply tells the time"],
  },
  {
    says: "`X-TC-TraceId` comes back as a header.",
    basis: "recorded",
    shown: ["conformance protocol: a trace id comes back"],
  },
  {
    says: "Some old services answer `{code, message, codeDesc}`.",
    basis: "recorded",
    shown: ["service faults::replies_are_spoilt_in_the_way_of_the_kind"],
    option: "fault `old-envelope`",
  },
  {
    says: "`DeprecatedWarning` is sent by deprecated actions. None of these is.",
    basis: "documented",
    shown: ["service envelope::errors_have_status_200_and_an_id_too"],
  },
  {
    says: "`X-TC-Language` decides the language of messages and names; without it they are English.",
    basis: "assumed",
    shown: [
      "conformance protocol: messages are in Chinese where it is asked for",
      "service assume::messages_may_be_chinese_where_nothing_else_is_asked_for",
    ],
    option: "assume.language",
  },
  {
    says: "Message texts are those seen in issue threads where one was; a program must not read them.",
    basis: "recorded",
    shown: ["service envelope::messages_are_in_the_language_asked_for"],
  },
  {
    says: "`X-TC-RequestClient` changes nothing.",
    basis: "documented",
    shown: ["conformance identity: a client that names itself is answered"],
  },
  {
    says: "Checks come in the order method and sizes, common parameters, key, timestamp, signature, token, version, action, region, rate, parameters, instances.",
    basis: "assumed",
    shown: ["service auth::checks_come_in_their_order"],
    option: "none: it is one order",
  },
];

/** Signatures (Signature v3 and v1 pages, and what the official SDKs put on the wire). @type {Row[]} */
export const signatures = [
  {
    says: "TC3 over POST with JSON, and over GET with the query as it was received.",
    basis: "documented",
    shown: ["conformance identity: POST is answered", "conformance identity: GET with a page is answered"],
  },
  {
    says: "The body is hashed byte for byte, multipart and binary ones too; the actions here then refuse any content type but JSON.",
    basis: "documented",
    shown: [
      "service auth::bodies_of_any_type_are_signed_as_they_are",
      "conformance protocol: DescribeInstances: multipart, which it does not take",
    ],
  },
  {
    says: "`X-TC-Content-SHA256: UNSIGNED-PAYLOAD` leaves the body unsigned.",
    basis: "assumed",
    shown: ["service assume::unsigned_payloads_may_be_refused"],
    option: "assume.unsignedPayload",
  },
  {
    says: "content-type and host must be signed, any other header may be.",
    basis: "documented",
    shown: [
      "service auth::authorizations_of_another_form_are_named",
      "conformance identity: all headers signed is answered",
    ],
  },
  {
    says: "Header values are compared in lower case, without the spaces around them, and as they were sent.",
    basis: "recorded",
    shown: ["conformance identity: a content type in upper case is answered"],
  },
  {
    says: "The host may be signed with its port or without: the Node SDK leaves it out, the Python SDK does not.",
    basis: "recorded",
    shown: ["service auth::the_port_may_be_left_out_of_what_is_signed"],
  },
  {
    says: "On a local host any service may stand in the scope: the Node SDK takes it from the endpoint.",
    basis: "recorded",
    shown: ["service auth::a_local_host_may_be_called_under_any_service_and_the_real_one_may_not"],
  },
  {
    says: "The date in the scope is the UTC date of X-TC-Timestamp.",
    basis: "documented",
    shown: ["service auth::a_scope_of_another_day_does_not_hold"],
  },
  {
    says: "A timestamp more than 5 minutes off is AuthFailure.SignatureExpire; 300 s pass, 301 do not.",
    basis: "assumed",
    shown: ["service auth::a_timestamp_holds_for_five_minutes_either_way"],
    option: "assume.skewSeconds",
  },
  {
    says: "Temporary keys carry X-TC-Token; a wrong, missing, stray or expired one is AuthFailure.TokenFailure.",
    basis: "recorded",
    shown: [
      "service auth::tokens_must_be_the_accounts_own_and_still_hold",
      "service v1::a_token_is_a_parameter",
    ],
  },
  {
    says: "v1: HmacSHA1 unless SignatureMethod says HmacSHA256, in a query and in a form.",
    basis: "documented",
    shown: ["service v1::both_hashes_act_in_a_query_and_in_a_form"],
  },
  {
    says: "v1: every parameter but Signature is signed, raw, sorted by name in ASCII order.",
    basis: "documented",
    shown: [
      "service v1::whatever_was_signed_cannot_be_changed",
      "conformance identity: v1 with twelve values is answered",
    ],
  },
  {
    says: "v1: the Python SDK reads `_` in names as `.` before it signs.",
    basis: "recorded",
    shown: ["service v1::the_readings_of_the_official_sdks_are_taken"],
  },
  {
    says: "v1: Nonce is a number; one seen before is not refused.",
    basis: "assumed",
    shown: ["conformance identity: v1 with a nonce that is no number"],
    option: "none: no refusal has been seen",
  },
  {
    says: "v1: a form over 1 MB is refused with the advice to use TC3.",
    basis: "recorded",
    shown: ["service v1::a_form_over_1_mb_is_told_to_use_tc3"],
  },
  {
    says: "Signatures are compared in constant time, and no reply tells what was expected.",
    basis: "documented",
    shown: [
      "service auth::no_reply_holds_a_secret",
      "conformance identity: a refusal does not tell what was expected",
    ],
  },
];

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
    says: "A batch holds 100 ids, an id given twice counting twice.",
    basis: "assumed",
    shown: ["conformance parameters: StartInstances: one id a hundred and one times"],
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
