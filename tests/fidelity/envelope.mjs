/** @typedef {import("./row.mjs").Row} Row */

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
