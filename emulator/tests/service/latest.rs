//! What describes tell of the last operation, whoever began it.

use crate::common::World;
use serde_json::{Value, json};
use tencentcloud_edge::model::InstanceState;

const ID: &str = "ins-00000001";
const RUNNING: &str = "ins-00000003";

/// Name and state of the latest operation; its request id is always there.
fn latest(shown: &Value) -> [String; 2] {
    assert_eq!(shown["LatestOperationRequestId"].as_str().map(str::len), Some(36), "{shown}");
    ["LatestOperation", "LatestOperationState"].map(|name| shown[name].as_str().unwrap_or_default().to_owned())
}

#[test]
fn an_instance_was_brought_where_it_was_made() {
    let mut world = World::three(json!({}));
    assert_eq!(latest(&world.shown(ID)), ["StopInstances", "SUCCESS"]);
    assert_eq!(latest(&world.shown(RUNNING)), ["StartInstances", "SUCCESS"]);
    assert_ne!(world.shown(ID)["LatestOperationRequestId"], world.shown(RUNNING)["LatestOperationRequestId"]);
}

#[test]
fn what_is_given_goes_before() {
    let request_id = "8f3c1d2e-0000-4abc-8def-0123456789ab";
    let mut world = World::new(json!({ "instances": [
        { "InstanceId": ID, "InstanceState": "STOPPED", "LatestOperation": "ResetInstance" },
        { "InstanceId": RUNNING, "LatestOperationState": "FAILED", "LatestOperationRequestId": request_id,
          "LatestOperationErrorMsg": "no room" },
    ] }));
    assert_eq!(latest(&world.shown(ID)), ["ResetInstance", "SUCCESS"]);
    let shown = world.shown(RUNNING);
    assert_eq!(shown["LatestOperationState"], "FAILED");
    assert_eq!(
        (&shown["LatestOperationRequestId"], &shown["LatestOperationErrorMsg"]),
        (&json!(request_id), &json!("no room"))
    );
}

#[test]
fn people_at_the_console_begin_operations_too() {
    for (state, then, expected, ended) in [
        (InstanceState::Stopping, "STOPPED", ["StopInstances", "OPERATING"], ["StopInstances", "SUCCESS"]),
        (InstanceState::Starting, "RUNNING", ["StartInstances", "OPERATING"], ["StartInstances", "SUCCESS"]),
        (InstanceState::Rebooting, "RUNNING", ["RebootInstances", "OPERATING"], ["RebootInstances", "SUCCESS"]),
    ] {
        let mut world = World::three(json!({}));
        let before = world.shown(RUNNING);
        world.emulator.set(world.now, RUNNING, state).unwrap();
        let during = world.shown(RUNNING);
        assert_eq!(latest(&during), expected);
        assert_ne!(during["LatestOperationRequestId"], before["LatestOperationRequestId"]);
        world.now += 1_000;
        let after = world.shown(RUNNING);
        assert_eq!((after["InstanceState"].as_str(), latest(&after)), (Some(then), ended.map(str::to_owned)));
    }
    let mut world = World::three(json!({}));
    world.emulator.set(world.now, RUNNING, InstanceState::Stopped).unwrap();
    assert_eq!(latest(&world.shown(RUNNING)), ["StopInstances", "SUCCESS"]);
}

#[test]
fn who_finds_an_instance_where_it_should_be_does_nothing() {
    let mut world = World::three(json!({}));
    let before = world.shown(RUNNING);
    world.emulator.set(world.now, RUNNING, InstanceState::Running).unwrap();
    assert_eq!(world.shown(RUNNING), before);
}

#[test]
fn a_person_who_steps_in_is_seen_by_name() {
    for (kind, name, state) in
        [("human-stop", "StopInstances", "STOPPING"), ("human-terminate", "TerminateInstances", "TERMINATING")]
    {
        let mut world = World::three(json!({}));
        world.inject(json!({ "kind": kind }));
        world.act("StartInstances", ID);
        let ours = world.shown(ID)["LatestOperationRequestId"].clone();
        world.now += 500;
        let shown = world.shown(ID);
        assert_eq!(
            (shown["InstanceState"].as_str(), latest(&shown)),
            (Some(state), [name, "OPERATING"].map(str::to_owned))
        );
        assert_ne!(shown["LatestOperationRequestId"], ours, "{kind}");
    }
    let mut world = World::three(json!({}));
    world.inject(json!({ "kind": "late", "delayMs": 5_000 }));
    world.act("StartInstances", ID);
    assert_eq!(latest(&world.shown(ID)), ["StopInstances", "SUCCESS"]);
    world.now += 5_000;
    assert_eq!(latest(&world.shown(ID)), ["StartInstances", "OPERATING"]);
}

#[test]
fn a_start_is_a_start_from_stopped_and_nothing_else_is() {
    let mut world = World::three(json!({}));
    world.emulator.set(world.now, RUNNING, InstanceState::Starting).unwrap();
    world.act("TerminateInstances", ID);
    assert!(world.emulator.snapshot(world.now).starts.is_empty());
    world.emulator.set(world.now, "ins-00000002", InstanceState::Starting).unwrap();
    assert_eq!(world.emulator.snapshot(world.now).starts.len(), 1);
}
