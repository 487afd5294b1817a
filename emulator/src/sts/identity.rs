//! GetCallerIdentity.

use crate::http::envelope::Fields;
use crate::keys::Key;
use serde_json::json;

pub(super) fn fields(key: &Key) -> Fields {
    let uin = &key.uin;
    let [arn, user, principal, kind] = match &key.session {
        Some(session) => [
            format!("qcs::sts:{uin}:assumed-role/{}", session.role_id),
            format!("{}:{}", session.role_id, session.name),
            session.principal.clone(),
            "CAMRole".to_owned(),
        ],
        None => [format!("qcs::cam::uin/{uin}:uin/{uin}"), uin.clone(), uin.clone(), "CAMUser".to_owned()],
    };
    [("Arn", &arn), ("AccountId", uin), ("UserId", &user), ("PrincipalId", &principal), ("Type", &kind)]
        .map(|(name, value)| (name, json!(value).to_string()))
        .to_vec()
}
