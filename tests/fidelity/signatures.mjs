/** @typedef {import("./row.mjs").Row} Row */

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
