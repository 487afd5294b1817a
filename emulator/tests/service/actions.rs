//! What the actions do to instances, and what describes tell of it.

use crate::common::{World, inside};
use serde_json::{Value, json};
use tencentcloud_edge::model::{ACTIONS, CODES, InstanceState};

#[test]
fn each_operation_passes_through_its_state_and_ends() {
    for (action, id, via, to) in [
        ("StartInstances", "ins-00000001", "STARTING", "RUNNING"),
        ("StopInstances", "ins-00000003", "STOPPING", "STOPPED"),
        ("RebootInstances", "ins-00000003", "REBOOTING", "RUNNING"),
    ] {
        let mut world = World::three(json!({}));
        let reply = world.reply(action, &json!({ "InstanceIds": [id] }));
        let request_id = inside(&reply)["RequestId"].clone();
        let during = world.shown(id);
        assert_eq!(during["InstanceState"], via);
        assert_eq!(during["LatestOperation"], action);
        assert_eq!(during["LatestOperationState"], "OPERATING");
        assert_eq!(during["LatestOperationRequestId"], request_id);
        world.now += 999;
        assert_eq!(world.state(id), via);
        world.now += 1;
        let after = world.shown(id);
        assert_eq!((&after["InstanceState"], &after["LatestOperationState"]), (&json!(to), &json!("SUCCESS")));
        assert_eq!(after["LatestOperationRequestId"], request_id);
    }
}

#[test]
fn an_operation_is_refused_in_every_other_state() {
    for action in ACTIONS {
        let (Some(operation), Some(letter)) = (&action.operation, action.letter) else { continue };
        let listed = |code: &str| CODES.iter().any(|row| row.name == code && row.listed.contains(letter));
        for state in InstanceState::ALL {
            let instance = json!({ "InstanceId": "ins-00000001", "InstanceState": state.name() });
            let mut world = World::new(json!({ "instances": [instance] }));
            let mut payload = json!({ "InstanceIds": ["ins-00000001"] });
            for secret in action.params.iter().filter(|row| row.secret) {
                payload[secret.name] = json!("Abcdef-12345");
            }
            let expected = match state.refusal() {
                _ if operation.from.contains(state) => "ok",
                code if listed(code) => code,
                _ => "InvalidInstance.NotSupported",
            };
            assert_eq!(world.call(action.name, payload), expected, "{} in {}", action.name, state.name());
        }
    }
}

#[test]
fn one_bad_id_stops_its_batch_or_does_not() {
    let batch = json!({ "InstanceIds": ["ins-00000001", "ins-99999999", "ins-00000003", "ins-00000002"] });
    for (batches, expected) in [("atomic", "STOPPED"), ("partial", "STARTING")] {
        let mut world = World::three(json!({ "batches": batches }));
        assert_eq!(world.call("StartInstances", batch.clone()), "InvalidInstanceId.NotFound", "{batches}");
        assert_eq!(world.state("ins-00000001"), expected, "{batches}");
        assert_eq!(world.state("ins-00000002"), expected, "{batches}");
        assert_eq!(world.state("ins-00000003"), "RUNNING");
    }
}

#[test]
fn an_id_given_twice_is_started_once() {
    let mut world = World::three(json!({}));
    assert_eq!(world.call("StartInstances", json!({ "InstanceIds": ["ins-00000001", "ins-00000001"] })), "ok");
    assert_eq!(world.emulator.snapshot(world.now).starts["ins-00000001"], 1);
}

#[test]
fn starts_are_counted_as_they_happen() {
    let mut world = World::three(json!({}));
    for _ in 0..3 {
        assert_eq!(world.act("StartInstances", "ins-00000001"), "ok");
        assert_eq!(world.act("StartInstances", "ins-00000001"), "UnsupportedOperation.InstanceStateStarting");
        world.now += 1_000;
        world.act("StopInstances", "ins-00000001");
        world.now += 1_000;
    }
    let starts = world.emulator.snapshot(world.now).starts;
    assert_eq!(starts.into_iter().collect::<Vec<_>>(), [("ins-00000001".to_owned(), 3)]);
}

#[test]
fn instances_of_another_region_are_not_there() {
    let instance = json!({ "InstanceId": "ins-00000001", "Placement": { "Zone": "ap-singapore-2" } });
    let mut world = World::new(json!({ "instances": [instance] }));
    assert_eq!(world.act("StartInstances", "ins-00000001"), "InvalidInstanceId.NotFound");
    assert_eq!(world.state("ins-00000001"), "none");
}

#[test]
fn stopping_without_charge_is_for_hourly_instances_and_is_shown() {
    let mut world = World::new(json!({ "bootMs": [0, 0], "instances": [
        { "InstanceId": "ins-00000001", "InstanceState": "RUNNING", "InstanceChargeType": "POSTPAID_BY_HOUR" },
        { "InstanceId": "ins-00000002", "InstanceState": "RUNNING", "InstanceChargeType": "PREPAID" },
    ] }));
    let stop = |id: &str| json!({ "InstanceIds": [id], "StoppedMode": "STOP_CHARGING" });
    assert_eq!(world.call("StopInstances", stop("ins-00000002")), "UnsupportedOperation.StoppedModeStopCharging");
    assert_eq!(world.call("StopInstances", stop("ins-00000001")), "ok");
    assert_eq!(world.shown("ins-00000001")["StopChargingMode"], "STOP_CHARGING");
    assert_eq!(world.act("StopInstances", "ins-00000002"), "ok");
    assert_eq!(world.shown("ins-00000002")["StopChargingMode"], "KEEP_CHARGING");
}

#[test]
fn old_and_new_switches_exclude_each_other() {
    for (action, switch) in [("StopInstances", "ForceStop"), ("RebootInstances", "ForceReboot")] {
        let mut world = World::three(json!({}));
        let both = json!({ "InstanceIds": ["ins-00000003"], switch: true, "StopType": "HARD" });
        assert_eq!(world.call(action, both), "InvalidParameterCombination");
    }
}

fn ids(reply: &Value, set: &str) -> Vec<String> {
    reply[set].as_array().unwrap().iter().map(|row| row["InstanceId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn describes_page_through_everything_once() {
    let mut world = World::new(json!({ "instances": 130, "regions": ["ap-guangzhou"] }));
    for (action, set) in [("DescribeInstances", "InstanceSet"), ("DescribeInstancesStatus", "InstanceStatusSet")] {
        let mut seen = Vec::new();
        for (offset, rows) in [(0, 60), (60, 60), (120, 10), (180, 0)] {
            let page = inside(&world.reply(action, &json!({ "Offset": offset, "Limit": 60 })));
            assert_eq!(page["TotalCount"], 130);
            assert_eq!(page[set].as_array().unwrap().len(), rows);
            seen.extend(ids(&page, set));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 130);
        assert_eq!(inside(&world.reply(action, &json!({})))[set].as_array().unwrap().len(), 20, "the default Limit");
    }
}

#[test]
fn status_rows_hold_id_and_state_and_nothing_else() {
    let mut world = World::three(json!({}));
    let reply =
        inside(&world.reply("DescribeInstancesStatus", &json!({ "InstanceIds": ["ins-00000003", "ins-99999999"] })));
    assert_eq!(reply["TotalCount"], 1);
    assert_eq!(reply["InstanceStatusSet"], json!([{ "InstanceId": "ins-00000003", "InstanceState": "RUNNING" }]));
}

#[test]
fn filters_narrow_and_join() {
    let mut world = World::new(json!({ "instances": [
        { "InstanceId": "ins-00000001", "InstanceName": "web-1", "InstanceState": "STOPPED", "Placement": { "Zone": "ap-guangzhou-3" } },
        { "InstanceId": "ins-00000002", "InstanceName": "web-2", "InstanceState": "RUNNING", "Placement": { "Zone": "ap-guangzhou-4" },
          "Tags": [{ "Key": "team", "Value": "shop" }] },
        { "InstanceId": "ins-00000003", "InstanceName": "db-1", "InstanceState": "RUNNING", "Placement": { "Zone": "ap-guangzhou-3" } },
    ] }));
    for (filters, expected) in [
        (json!([{ "Name": "instance-name", "Values": ["web"] }]), vec!["ins-00000001", "ins-00000002"]),
        (
            json!([{ "Name": "instance-state", "Values": ["RUNNING"] }, { "Name": "zone", "Values": ["ap-guangzhou-3"] }]),
            vec!["ins-00000003"],
        ),
        (
            json!([{ "Name": "instance-id", "Values": ["ins-00000003", "ins-00000001"] }]),
            vec!["ins-00000001", "ins-00000003"],
        ),
        (json!([{ "Name": "tag:team", "Values": ["shop"] }]), vec!["ins-00000002"]),
        (json!([{ "Name": "tag-key", "Values": ["nothing"] }]), vec![]),
    ] {
        let reply = inside(&world.reply("DescribeInstances", &json!({ "Filters": filters })));
        assert_eq!(ids(&reply, "InstanceSet"), expected, "{filters}");
    }
}

#[test]
fn people_at_the_console_move_instances_too() {
    let mut world = World::three(json!({}));
    world.emulator.set(world.now, "ins-00000003", InstanceState::Stopping).unwrap();
    assert_eq!(world.state("ins-00000003"), "STOPPING");
    assert_eq!(world.shown("ins-00000003")["LatestOperation"], "StopInstances");
    world.now += 1_000;
    assert_eq!(world.state("ins-00000003"), "STOPPED");
    world.emulator.set(world.now, "ins-00000003", InstanceState::Terminating).unwrap();
    world.now += 1_000;
    assert_eq!(world.state("ins-00000003"), "none");
    let problem = world.emulator.set(world.now, "ins-00000003", InstanceState::Stopped).unwrap_err();
    assert!(problem.contains("ins-00000003"), "{problem}");
}
