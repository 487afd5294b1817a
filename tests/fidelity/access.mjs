/** @typedef {import("./row.mjs").Row} Row */

/** Temporary keys (sts) and what keys may do. @type {Row[]} */
export const access = [
  {
    says: "sts: AssumeRole takes RoleArn, RoleSessionName, DurationSeconds (7,200 unless told, 43,200 at most), Policy, ExternalId, Tags and SourceIdentity.",
    basis: "documented",
    shown: [
      "service sts::a_role_is_assumed_for_two_hours_unless_told_otherwise",
      "service sts::bad_orders_are_named",
    ],
  },
  {
    says: "sts: the reply holds Credentials (Token, TmpSecretId, TmpSecretKey), ExpiredTime in Unix seconds and Expiration.",
    basis: "documented",
    shown: [
      "service sts::a_role_is_assumed_for_two_hours_unless_told_otherwise",
      "conformance sts: AssumeRole gives a key",
      "file tests/interop/sts.test.mjs: describes with a temporary key",
    ],
  },
  {
    says: "sts: the service in the scope of a signature is `sts`.",
    basis: "documented",
    shown: [
      "service sts::the_scope_of_a_signature_names_the_service",
      "conformance sts: signed for another service",
    ],
  },
  {
    says: "sts: AssumeRoleWithWebIdentity is sent without a signature, as `Authorization: SKIP`; nothing else is.",
    basis: "documented",
    shown: [
      "service sts::a_web_identity_needs_no_signature",
      "service sts::nothing_else_goes_without_a_signature",
      "conformance sts: AssumeRole without a signature",
    ],
  },
  {
    says: "sts: with v1 it carries no SecretId and no Signature.",
    basis: "documented",
    shown: ["service sts::a_web_identity_may_come_as_a_form_or_a_query"],
  },
  {
    says: "sts: any WebIdentityToken is taken but a JWT that has expired.",
    basis: "assumed",
    shown: ["service sts::a_web_identity_needs_no_signature"],
    option: "none: the emulator knows no identity provider",
  },
  {
    says: "sts: GetCallerIdentity tells Arn, AccountId, UserId, PrincipalId and Type.",
    basis: "documented",
    shown: [
      "service sts::who_calls_is_told",
      "conformance sts: GetCallerIdentity tells who calls",
      "conformance sts: a temporary key is that of a role",
    ],
  },
  {
    says: "sts: a duration over the most is InvalidParameter.OverTimeError, any other bad value InvalidParameter.ParamError.",
    basis: "assumed",
    shown: ["service sts::bad_orders_are_named"],
    option: "assume.codes",
  },
  {
    says: "sts: the least duration is one second.",
    basis: "assumed",
    shown: ["service sts::a_role_is_assumed_for_two_hours_unless_told_otherwise"],
    option: "sessionSeconds",
  },
  {
    says: "A temporary key needs its token, and is refused with AuthFailure.TokenFailure without it and once it has ended.",
    basis: "assumed",
    shown: [
      "service sts::temporary_keys_open_the_fleet_until_they_end",
      "service sts::a_temporary_key_needs_its_own_token",
      "conformance sts: a temporary key without its token",
    ],
    option: "assume.codes",
  },
  {
    says: "Keys of one account share its rates.",
    basis: "documented",
    shown: ["service keys::keys_of_one_account_share_its_rates"],
    option: "credentials",
  },
  {
    says: "A key that is removed is AuthFailure.SecretIdNotFound.",
    basis: "documented",
    shown: ["service keys::keys_come_and_go"],
  },
  {
    says: "What a policy does not allow, or denies, is refused; the message names the operation and the resource in six segments.",
    basis: "recorded",
    shown: [
      "service keys::a_key_may_do_what_its_rows_allow",
      "service keys::a_refusal_names_the_operation_and_the_resource",
      "file tests/interop/sts.test.mjs: what the role may not is refused",
    ],
    option: "policies",
  },
  {
    says: "A request that names no instance needs a policy for all of them.",
    basis: "assumed",
    shown: ["service keys::what_names_no_instance_needs_a_row_for_all_of_them"],
    option: "policies",
  },
  {
    says: "`Policy` of AssumeRole narrows what the role may do; it may come percent-encoded.",
    basis: "documented",
    shown: ["service keys::the_policy_of_a_session_narrows_what_its_role_may"],
  },
];
