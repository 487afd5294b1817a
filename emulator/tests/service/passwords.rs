//! ResetInstancesPassword: the one operation that changes no state.

use crate::common::{World, code, inside};
use serde_json::{Value, json};

const STRONG: &str = "Abcdef-12345";

fn reset(world: &mut World, id: &str, more: Value) -> String {
    let mut payload = json!({ "InstanceIds": [id], "Password": STRONG });
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.call("ResetInstancesPassword", payload)
}

#[test]
fn a_reset_leaves_a_stopped_instance_stopped_and_its_latest_operation_tells_of_it() {
    let mut world = World::three(json!({}));
    let payload = json!({ "InstanceIds": ["ins-00000001"], "Password": STRONG, "UserName": "ubuntu" });
    let reply = world.reply("ResetInstancesPassword", &payload);
    assert_eq!(code(&reply), "ok");
    let during = world.shown("ins-00000001");
    assert_eq!((&during["InstanceState"], &during["LatestOperationState"]), (&json!("STOPPED"), &json!("OPERATING")));
    assert_eq!(during["LatestOperation"], "ResetInstancesPassword");
    assert_eq!(during["LatestOperationRequestId"], inside(&reply)["RequestId"]);
    world.now += 1_000;
    let after = world.shown("ins-00000001");
    assert_eq!((&after["InstanceState"], &after["LatestOperationState"]), (&json!("STOPPED"), &json!("SUCCESS")));
}

#[test]
fn nothing_else_is_begun_while_a_password_is_reset() {
    for action in ["StartInstances", "TerminateInstances"] {
        let mut world = World::three(json!({}));
        assert_eq!(reset(&mut world, "ins-00000001", json!({})), "ok");
        assert_eq!(reset(&mut world, "ins-00000001", json!({})), "OperationDenied.InstanceOperationInProgress");
        assert_eq!(world.act(action, "ins-00000001"), "OperationDenied.InstanceOperationInProgress", "{action}");
        world.now += 1_000;
        assert_eq!(world.act(action, "ins-00000001"), "ok", "{action}");
    }
}

#[test]
fn a_running_instance_is_refused_unless_it_may_be_stopped_for_it() {
    let mut world = World::three(json!({}));
    for more in [json!({}), json!({ "ForceStop": false })] {
        assert_eq!(reset(&mut world, "ins-00000003", more), "UnsupportedOperation.InstanceStateRunning");
    }
    assert_eq!(reset(&mut world, "ins-00000003", json!({ "ForceStop": true })), "ok");
    assert_eq!(world.state("ins-00000003"), "STOPPING");
    world.now += 1_000;
    assert_eq!(world.state("ins-00000003"), "RUNNING");
}

#[test]
fn a_password_that_the_system_would_not_take_is_refused_and_not_repeated() {
    for (password, windows, expected) in [
        ("Abcdef-12345", true, "ok"),
        ("Abcdef-1", false, "ok"),
        ("Abcdef-1", true, "InvalidParameterValue.InvalidPassword"),
        ("Abcdef1", false, "InvalidParameterValue.InvalidPassword"),
        ("abcdefgh12345", false, "InvalidParameterValue.InvalidPassword"),
        ("/Abcdef-12345", false, "InvalidParameterValue.InvalidPassword"),
        ("Abcdef 12345-", false, "InvalidParameterValue.InvalidPassword"),
        ("Abcdef-12345-Abcdef-12345-Abcdef", false, "InvalidParameterValue.InvalidPassword"),
        ("", false, "InvalidParameterValue.InvalidPassword"),
    ] {
        let system = if windows { "Windows Server 2022" } else { "Ubuntu Server 22.04" };
        let instance = json!({ "InstanceId": "ins-00000001", "InstanceState": "STOPPED", "OsName": system });
        let mut world = World::new(json!({ "instances": [instance] }));
        let payload = json!({ "InstanceIds": ["ins-00000001"], "Password": password });
        let reply = world.reply("ResetInstancesPassword", &payload);
        assert_eq!(code(&reply), expected, "{password} {system}");
        assert!(password.is_empty() || !String::from_utf8_lossy(&reply.body).contains(password));
    }
    let mut world = World::three(json!({}));
    assert_eq!(world.act("ResetInstancesPassword", "ins-00000001"), "MissingParameter");
}

#[test]
fn no_log_and_no_describe_holds_a_password() {
    let mut world = World::three(json!({}));
    assert_eq!(reset(&mut world, "ins-00000001", json!({})), "ok");
    let shown = world.shown("ins-00000001").to_string();
    let seen = format!("{:?}", world.emulator.snapshot(world.now));
    assert!(!shown.contains(STRONG) && !seen.contains(STRONG) && !world.emulator.save().contains(STRONG));
}
