//! Instance ids that always answer a given code, so that a test in any language gets an error without a control call.

use tencentcloud_edge::model::{Blame, judge};

/// An id, and the error code of requests that name it.
#[derive(Debug)]
pub struct MagicId {
    /// `ins-err` and five letters.
    pub id: &'static str,
    /// The error code.
    pub code: &'static str,
}

macro_rules! ids {
    ($($id:literal $code:literal,)*) => {
        /// Every such id, in the order in which the documentation lists them.
        pub const MAGIC_IDS: &[MagicId] = &[$(MagicId { id: $id, code: $code },)*];
    };
}

ids! {
    "ins-errserve" "InternalServerError",
    "ins-errinner" "InternalError",
    "ins-errdown0" "ServiceUnavailable",
    "ins-errlimit" "RequestLimitExceeded",
    "ins-errnosup" "InvalidInstance.NotSupported",
    "ins-errmalfo" "InvalidInstanceId.Malformed",
    "ins-errgone0" "InvalidInstanceId.NotFound",
    "ins-errvalue" "InvalidParameterValue",
    "ins-errformx" "InvalidParameterValue.InstanceIdMalformed",
    "ins-errmany0" "InvalidParameterValue.LimitExceeded",
    "ins-errzone0" "InvalidParameterValue.ZoneNotSupported",
    "ins-errmissp" "MissingParameter",
    "ins-errmutex" "MutexOperation.TaskRunning",
    "ins-errbusy0" "OperationDenied.InstanceOperationInProgress",
    "ins-errreins" "UnsupportedOperation.InstanceReinstallFailed",
    "ins-errcorru" "UnsupportedOperation.InstanceStateCorrupted",
    "ins-errenter" "UnsupportedOperation.InstanceStateEnterRescueMode",
    "ins-errexitr" "UnsupportedOperation.InstanceStateExitRescueMode",
    "ins-errfreez" "UnsupportedOperation.InstanceStateFreezing",
    "ins-errisola" "UnsupportedOperation.InstanceStateIsolating",
    "ins-errpendi" "UnsupportedOperation.InstanceStatePending",
    "ins-errreboo" "UnsupportedOperation.InstanceStateRebooting",
    "ins-errrescu" "UnsupportedOperation.InstanceStateRescueMode",
    "ins-errrunni" "UnsupportedOperation.InstanceStateRunning",
    "ins-errmigra" "UnsupportedOperation.InstanceStateServiceLiveMigrate",
    "ins-errshutd" "UnsupportedOperation.InstanceStateShutdown",
    "ins-errstart" "UnsupportedOperation.InstanceStateStarting",
    "ins-errstopd" "UnsupportedOperation.InstanceStateStopped",
    "ins-errstopg" "UnsupportedOperation.InstanceStateStopping",
    "ins-errtermd" "UnsupportedOperation.InstanceStateTerminated",
    "ins-errtermg" "UnsupportedOperation.InstanceStateTerminating",
    "ins-errstock" "ResourceInsufficient",
    "ins-errquota" "LimitExceeded",
    "ins-errdenie" "UnauthorizedOperation",
    "ins-errcam00" "AuthFailure.UnauthorizedOperation",
    "ins-errsecid" "AuthFailure.SecretIdNotFound",
    "ins-errexpir" "AuthFailure.SignatureExpire",
    "ins-errsigna" "AuthFailure.SignatureFailure",
    "ins-errtoken" "AuthFailure.TokenFailure",
    "ins-errregio" "UnsupportedRegion",
}

/// The code of an id.
pub(crate) fn code(id: &str) -> Option<&'static str> {
    if !id.starts_with("ins-err") {
        return None;
    }
    MAGIC_IDS.iter().find(|row| row.id == id).map(|row| row.code)
}

/// Whether a code is about the instance alone. Then only a request that acts on it is refused; a describe shows it,
/// except
/// for the codes that say there is no such instance.
pub(crate) fn is_about_instance(code: &str) -> bool {
    judge(code).blame == Blame::Instance
}

/// Whether a describe shows an instance under this id.
pub(crate) fn is_described(code: &str) -> bool {
    is_about_instance(code) && !code.starts_with("InvalidInstanceId") && !code.ends_with("InstanceIdMalformed")
}

#[cfg(test)]
mod tests {
    use super::MAGIC_IDS;
    use std::collections::BTreeSet;
    use tencentcloud_edge::model::CODES;

    #[test]
    fn ids_have_the_form_of_ids_and_answer_documented_codes() {
        let ids: BTreeSet<&str> = MAGIC_IDS.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), MAGIC_IDS.len());
        for row in MAGIC_IDS {
            let tail = row.id.strip_prefix("ins-err").unwrap_or_default();
            assert!(tail.len() == 5 && tail.bytes().all(|b| b.is_ascii_lowercase() || b == b'0'), "{}", row.id);
            assert!(CODES.iter().any(|code| code.name == row.code), "{}", row.code);
        }
    }

    #[test]
    fn every_code_of_the_start_page_has_an_id() {
        for code in CODES.iter().filter(|code| code.listed.contains('S')) {
            assert!(MAGIC_IDS.iter().any(|row| row.code == code.name), "{}", code.name);
        }
    }
}
