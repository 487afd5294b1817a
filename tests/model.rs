//! The model against what the pages of the API say.

use std::collections::BTreeSet;
use tencentcloud_edge::error::{advice, client};
use tencentcloud_edge::model::{
    ACTIONS, Advice, Blame, CODES, InstanceState, MAX_IDS, MAX_PAGE, OPERATION_TEXTS, OTHERS as OTHER_ACTIONS,
    ParamKind, SERVICE, VERSION, action, judge,
};

use Advice::{FixCredentials, FixPermissions, FixRequest, GiveUp, Retry, Wait};
use Blame::{Account, Instance, Rate, Request, Service};

/// The StartInstances page, "6. Error Code": all of it, in its order.
const START_PAGE: [(&str, Blame, Advice); 28] = [
    ("InternalServerError", Service, Retry),
    ("InvalidInstance.NotSupported", Instance, GiveUp),
    ("InvalidInstanceId.Malformed", Instance, FixRequest),
    ("InvalidInstanceId.NotFound", Instance, FixRequest),
    ("InvalidParameterValue", Request, FixRequest),
    ("InvalidParameterValue.InstanceIdMalformed", Instance, FixRequest),
    ("InvalidParameterValue.LimitExceeded", Request, FixRequest),
    ("InvalidParameterValue.ZoneNotSupported", Instance, GiveUp),
    ("MissingParameter", Request, FixRequest),
    ("MutexOperation.TaskRunning", Instance, Wait),
    ("OperationDenied.InstanceOperationInProgress", Instance, Wait),
    ("UnsupportedOperation.InstanceReinstallFailed", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateCorrupted", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateEnterRescueMode", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateExitRescueMode", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateFreezing", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateIsolating", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStatePending", Instance, Wait),
    ("UnsupportedOperation.InstanceStateRebooting", Instance, Wait),
    ("UnsupportedOperation.InstanceStateRescueMode", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateRunning", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateServiceLiveMigrate", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateShutdown", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateStarting", Instance, Wait),
    ("UnsupportedOperation.InstanceStateStopped", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateStopping", Instance, Wait),
    ("UnsupportedOperation.InstanceStateTerminated", Instance, GiveUp),
    ("UnsupportedOperation.InstanceStateTerminating", Instance, GiveUp),
];

/// Codes that any action may answer, and spellings seen that no page lists.
const OTHERS: [(&str, Blame, Advice); 21] = [
    ("AuthFailure.SignatureFailure", Account, FixCredentials),
    ("AuthFailure.SignatureExpire", Account, FixCredentials),
    ("AuthFailure.SecretIdNotFound", Account, FixCredentials),
    ("AuthFailure.TokenFailure", Account, FixCredentials),
    ("AuthFailure.UnauthorizedOperation", Account, FixPermissions),
    ("UnauthorizedOperation", Instance, FixPermissions),
    ("UnauthorizedOperation.InvalidToken", Account, FixCredentials),
    ("RequestLimitExceeded", Rate, Wait),
    ("RequestLimitExceeded.IPLimitExceeded", Rate, Wait),
    ("RequestLimitExceeded.UinLimitExceeded", Rate, Wait),
    ("RequestLimitExceeded.GlobalRegionUinLimitExceeded", Rate, Wait),
    ("InternalError", Service, Retry),
    ("InternalError.SomeNewReason", Service, Retry),
    ("InvalidInstanceId.SomeNewReason", Instance, FixRequest),
    ("UnsupportedOperation.InstanceStateSomethingNew", Instance, FixRequest),
    // Spelled like throttling, and not throttling.
    ("LimitExceeded", Request, GiveUp),
    ("LimitExceeded.InstanceQuota", Request, GiveUp),
    ("RequestLimitExceededX", Request, GiveUp),
    ("InternalErrorX", Request, GiveUp),
    ("", Request, GiveUp),
    ("SomethingNew", Request, GiveUp),
];

#[test]
fn every_code_of_the_start_page_is_listed_for_it_and_no_other_is() {
    let page: BTreeSet<&str> = START_PAGE.iter().map(|row| row.0).collect();
    let listed: BTreeSet<&str> = CODES.iter().filter(|code| code.listed.contains('S')).map(|code| code.name).collect();
    assert_eq!(page.len(), 28);
    assert_eq!(listed, page);
}

#[test]
fn every_code_is_judged_for_whom_it_blames_and_what_helps() {
    for (code, blame, help) in START_PAGE.into_iter().chain(OTHERS) {
        let judged = judge(code);
        assert_eq!((judged.blame, judged.advice), (blame, help), "{code}");
        assert_eq!(advice(code), help, "{code}");
        assert_eq!(help.retryable(), matches!(help, Retry | Wait), "{code}");
    }
}

#[test]
fn codes_stand_sorted_and_once_each_says_what_it_means() {
    let letters: Vec<char> = ACTIONS.iter().chain(OTHER_ACTIONS).filter_map(|action| action.letter).collect();
    assert_eq!(letters.len(), letters.iter().collect::<BTreeSet<_>>().len());
    assert!(CODES.windows(2).all(|pair| pair[0].name < pair[1].name));
    for code in CODES {
        assert!(!code.meaning.en.is_empty() && !code.meaning.zh.is_empty(), "{}", code.name);
        assert!(code.listed.chars().all(|letter| letters.contains(&letter)), "{}", code.name);
        assert!(!code.name.starts_with("Client."), "{}", code.name);
    }
}

#[test]
fn every_documented_code_is_understood() {
    for code in CODES.iter().filter(|code| code.listed.contains(['S', 'P', 'B'])) {
        let judged = judge(code.name);
        assert_ne!((judged.blame, judged.advice), (Request, GiveUp), "{} falls through", code.name);
    }
}

#[test]
fn the_refusal_of_every_state_is_on_the_start_page_but_for_those_named() {
    let page: BTreeSet<&str> = START_PAGE.iter().map(|row| row.0).collect();
    let missing: Vec<&str> =
        InstanceState::ALL.iter().filter(|state| !page.contains(state.refusal())).map(|state| state.name()).collect();
    assert_eq!(missing, ["LAUNCH_FAILED", "ENTER_SERVICE_LIVE_MIGRATE", "EXIT_SERVICE_LIVE_MIGRATE"]);
    let of_states: BTreeSet<&str> = InstanceState::ALL.iter().map(|state| state.refusal()).collect();
    let of_none: Vec<&str> = page
        .iter()
        .filter_map(|code| code.strip_prefix("UnsupportedOperation.InstanceState").map(|name| (code, name)))
        .filter(|(code, _)| !of_states.contains(**code))
        .map(|(_, name)| name)
        .collect();
    assert_eq!(of_none, ["Corrupted", "Freezing", "Isolating", "Terminated"]);
}

#[test]
fn states_are_read_as_they_are_written() {
    assert_eq!(InstanceState::ALL.len(), 15);
    for state in InstanceState::ALL {
        assert_eq!(InstanceState::parse(state.name()), Some(*state));
    }
    for text in ["", "running", "RUNNING ", "SOMETHING_NEW"] {
        assert_eq!(InstanceState::parse(text), None, "{text}");
    }
}

#[test]
fn actions_have_the_limits_and_rates_of_their_pages() {
    assert_eq!((SERVICE, VERSION, MAX_IDS, MAX_PAGE), ("cvm", "2017-03-12", 100, 100));
    let rows = [
        ("StartInstances", 10, &["InstanceIds"][..], true),
        ("StopInstances", 10, &["InstanceIds", "ForceStop", "StopType", "StoppedMode"], true),
        ("RebootInstances", 10, &["InstanceIds", "ForceReboot", "StopType"], true),
        ("ResetInstancesPassword", 10, &["InstanceIds", "Password", "UserName", "ForceStop"], true),
        ("DescribeInstances", 40, &["InstanceIds", "Filters", "Offset", "Limit"], false),
        ("DescribeInstancesStatus", 40, &["InstanceIds", "Offset", "Limit"], false),
    ];
    assert_eq!(ACTIONS.len(), rows.len());
    for (name, per_second, params, acts) in rows {
        let row = action(name).unwrap();
        assert_eq!((row.per_second, row.max_ids, row.operation.is_some()), (per_second, 100, acts), "{name}");
        assert_eq!(row.params.iter().map(|param| param.name).collect::<Vec<_>>(), params, "{name}");
        let required: Vec<&str> = row.params.iter().filter(|param| param.required).map(|param| param.name).collect();
        let own: &[&str] = if name == "ResetInstancesPassword" { &["Password"] } else { &[] };
        assert_eq!(required, if acts { [&["InstanceIds"], own].concat() } else { Vec::new() }, "{name}");
        let secret: Vec<&str> = row.params.iter().filter(|param| param.secret).map(|param| param.name).collect();
        assert_eq!(secret, own, "{name}");
        assert_eq!(row.params[0].kind, ParamKind::InstanceIds, "{name}");
    }
    for name in ["", "startInstances", "StartInstance", "TerminateInstances"] {
        assert!(action(name).is_none(), "{name}");
    }
}

#[test]
fn a_start_is_sent_to_a_stopped_instance_only_and_each_state_has_one_place() {
    let start = action("StartInstances").unwrap().operation.as_ref().unwrap();
    assert_eq!(start.from, [InstanceState::Stopped]);
    assert_eq!((start.via, start.to), (InstanceState::Starting, InstanceState::Running));
    for operation in ACTIONS.iter().filter_map(|action| action.operation.as_ref()) {
        let places = [operation.from, operation.already, operation.transient].concat();
        let distinct: BTreeSet<&str> = places.iter().map(|state| state.name()).collect();
        assert_eq!(distinct.len(), places.len(), "{places:?}");
        // What changes no state is never there already: its end is told by LatestOperation alone.
        assert!(operation.already.contains(&operation.via) != (operation.via == operation.to));
    }
}

#[test]
fn operations_states_and_advice_are_named_in_both_languages() {
    let operations: Vec<&str> =
        ACTIONS.iter().filter(|action| action.operation.is_some()).map(|action| action.name).collect();
    assert_eq!(OPERATION_TEXTS.iter().map(|row| row.0).collect::<Vec<_>>(), operations);
    let of_states = InstanceState::ALL.iter().map(|state| state.text());
    let texts: Vec<_> = OPERATION_TEXTS.iter().map(|row| row.1).chain(of_states).collect();
    for text in texts.iter().copied().chain(Advice::ALL.map(Advice::text)) {
        assert!(!text.en.is_empty() && !text.zh.is_empty() && text.en != text.zh, "{text:?}");
    }
}

#[test]
fn every_code_of_the_package_has_advice_of_its_own() {
    for code in client::ALL {
        let unknown = advice("Client.NoSuchCode");
        let known = advice(code);
        assert!(
            known != unknown
                || matches!(
                    *code,
                    client::ABORTED | client::CANNOT_COMPILE | client::OPERATION_FAILED | client::UNSUPPORTED_VERSION
                ),
            "{code}"
        );
    }
}
