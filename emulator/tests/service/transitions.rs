//! What ends a transition: time, describes, or a hand.

use crate::common::World;
use serde_json::json;
use tencentcloud_edge::model::InstanceState;

const ID: &str = "ins-00000001";
const YEAR: u64 = 365 * 86_400_000;

#[test]
fn so_many_describes_end_an_operation_and_time_does_not() {
    let mut world = World::three(json!({ "transitions": "describes", "bootDescribes": [3, 3] }));
    world.act("StartInstances", ID);
    world.now += YEAR;
    assert_eq!(world.state(ID), "STARTING");
    world.emulator.snapshot(world.now);
    world.shown("ins-00000002");
    assert_eq!(world.call("DescribeInstancesStatus", json!({ "Limit": 1, "Offset": 1 })), "ok");
    assert_eq!(world.state(ID), "STARTING", "the second describe that shows it");
    let third = world.shown(ID);
    assert_eq!((&third["InstanceState"], &third["LatestOperationState"]), (&json!("RUNNING"), &json!("SUCCESS")));
    assert_eq!(world.act("StopInstances", ID), "ok");
    let looks = (1..10).find(|_| world.state(ID) == "STOPPED");
    assert_eq!(looks, Some(3));
}

#[test]
fn describes_are_drawn_from_their_range() {
    let ids: Vec<String> = (0..60).map(|n| format!("ins-{n:08}")).collect();
    let instances: Vec<_> = ids.iter().map(|id| json!({ "InstanceId": id, "InstanceState": "STOPPED" })).collect();
    let options = json!({ "instances": instances, "transitions": "describes", "enforceRateLimits": false });
    let mut world = World::new(options);
    world.call("StartInstances", json!({ "InstanceIds": ids }));
    let needed: Vec<usize> = ids.iter().map(|id| (1..9).find(|_| world.state(id) == "RUNNING").unwrap()).collect();
    for looks in 2..=4 {
        assert!(needed.contains(&looks), "{looks}");
    }
    assert!(needed.iter().all(|looks| (2..=4).contains(looks)), "{needed:?}");
}

#[test]
fn by_hand_nothing_ends_by_itself() {
    let mut world = World::three(json!({ "transitions": "hand" }));
    world.act("StartInstances", ID);
    world.now += YEAR;
    for _ in 0..9 {
        assert_eq!(world.state(ID), "STARTING");
    }
    world.emulator.set(world.now, ID, InstanceState::Running).unwrap();
    assert_eq!(world.state(ID), "RUNNING");
    world.emulator.set(world.now, ID, InstanceState::Stopping).unwrap();
    world.now += YEAR;
    assert_eq!(world.state(ID), "STOPPING");
}

#[test]
fn a_fault_that_keeps_an_operation_from_ending_keeps_it_from_describes_too() {
    let mut world = World::three(json!({ "transitions": "describes", "bootDescribes": [1, 1] }));
    world.inject(json!({ "kind": "stuck" }));
    world.act("StartInstances", ID);
    assert_eq!((world.state(ID), world.state(ID)), ("STARTING".to_owned(), "STARTING".to_owned()));
    world.emulator.clear_faults();
    world.inject(json!({ "kind": "fails" }));
    world.act("StartInstances", "ins-00000002");
    assert_eq!(world.shown("ins-00000002")["LatestOperationState"], "FAILED");
}
