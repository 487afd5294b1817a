//! The actions of sts, one row each.

use tencentcloud_edge::model::{Action, Param, ParamKind};

/// The only action without a signature: an identity provider's token authenticates the caller.
pub(crate) const WEB_IDENTITY: &str = "AssumeRoleWithWebIdentity";

const ANY: u32 = u32::MAX;
const ROLE_ARN: Param = Param::required("RoleArn", ParamKind::Text);
const SESSION_NAME: Param = Param::required("RoleSessionName", ParamKind::Text);
const DURATION: Param = Param::optional("DurationSeconds", ParamKind::Integer(0, ANY));
const TAG: &[Param] = &[Param::required("Key", ParamKind::Text), Param::required("Value", ParamKind::Text)];

/// Sources: the sts API pages, version 2018-08-13.
pub(crate) const ACTIONS: &[Action] = &[
    Action {
        name: "AssumeRole",
        letter: None,
        per_second: 600,
        max_ids: 0,
        params: &[
            ROLE_ARN,
            SESSION_NAME,
            DURATION,
            Param::optional("Policy", ParamKind::Text),
            Param::optional("ExternalId", ParamKind::Text),
            Param::optional("Tags", ParamKind::Objects(TAG)),
            Param::optional("SourceIdentity", ParamKind::Text),
        ],
        operation: None,
    },
    Action {
        name: WEB_IDENTITY,
        letter: None,
        per_second: 20,
        max_ids: 0,
        params: &[
            Param::required("ProviderId", ParamKind::Text),
            Param::required("WebIdentityToken", ParamKind::Text).secret(),
            ROLE_ARN,
            SESSION_NAME,
            DURATION,
        ],
        operation: None,
    },
    Action { name: "GetCallerIdentity", letter: None, per_second: 20, max_ids: 0, params: &[], operation: None },
];
