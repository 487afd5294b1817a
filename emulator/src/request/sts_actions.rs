//! The actions of sts, one row each.

use tencentcloud_edge::model::{Action, Param, ParamKind};

/// The only action without a signature: an identity provider's token authenticates the caller.
pub(crate) const WEB_IDENTITY: &str = "AssumeRoleWithWebIdentity";

const ANY: u32 = u32::MAX;
const ROLE_ARN: Param = Param { name: "RoleArn", kind: ParamKind::Text, required: true };
const SESSION_NAME: Param = Param { name: "RoleSessionName", kind: ParamKind::Text, required: true };
const DURATION: Param = Param { name: "DurationSeconds", kind: ParamKind::Integer(0, ANY), required: false };
const TAG: &[Param] = &[
    Param { name: "Key", kind: ParamKind::Text, required: true },
    Param { name: "Value", kind: ParamKind::Text, required: true },
];

/// Sources: the sts API pages, version 2018-08-13.
pub(crate) const ACTIONS: &[Action] = &[
    Action {
        name: "AssumeRole",
        per_second: 600,
        max_ids: 0,
        params: &[
            ROLE_ARN,
            SESSION_NAME,
            DURATION,
            Param { name: "Policy", kind: ParamKind::Text, required: false },
            Param { name: "ExternalId", kind: ParamKind::Text, required: false },
            Param { name: "Tags", kind: ParamKind::Objects(TAG), required: false },
            Param { name: "SourceIdentity", kind: ParamKind::Text, required: false },
        ],
        operation: None,
    },
    Action {
        name: WEB_IDENTITY,
        per_second: 20,
        max_ids: 0,
        params: &[
            Param { name: "ProviderId", kind: ParamKind::Text, required: true },
            Param { name: "WebIdentityToken", kind: ParamKind::Text, required: true },
            ROLE_ARN,
            SESSION_NAME,
            DURATION,
        ],
        operation: None,
    },
    Action { name: "GetCallerIdentity", per_second: 20, max_ids: 0, params: &[], operation: None },
];
