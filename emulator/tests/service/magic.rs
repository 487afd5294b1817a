//! Ids that always answer a code.

use crate::common::{World, inside};
use serde_json::{Value, json};
use tencentcloud_edge::model::{Blame, judge};
use tencentcloud_edge_emulator::MAGIC_IDS;

#[test]
fn every_id_answers_its_code_to_every_action_that_acts() {
    for row in MAGIC_IDS {
        for action in ["StartInstances", "StopInstances", "RebootInstances", "TerminateInstances"] {
            let mut world = World::three(json!({}));
            assert_eq!(world.act(action, row.id), row.code, "{action}");
            let batch = json!({ "InstanceIds": ["ins-00000001", row.id] });
            assert_eq!(
                world.call(action, batch),
                if action == "StartInstances" || action == "TerminateInstances" {
                    row.code
                } else {
                    "UnsupportedOperation.InstanceStateStopped"
                }
            );
            assert!(world.emulator.snapshot(world.now).starts.is_empty(), "the rest of an atomic batch is left alone");
        }
    }
}

#[test]
fn describes_show_an_instance_where_the_code_blames_one_and_answer_it_otherwise() {
    for row in MAGIC_IDS {
        for (action, set) in [("DescribeInstances", "InstanceSet"), ("DescribeInstancesStatus", "InstanceStatusSet")] {
            let mut world = World::three(json!({}));
            let reply = inside(&world.reply(action, &json!({ "InstanceIds": [row.id] })));
            let nowhere = row.code.contains("InstanceId");
            if judge(row.code).blame != Blame::Instance {
                assert_eq!(reply["Error"]["Code"], row.code, "{action} {}", row.id);
            } else if nowhere {
                assert_eq!(reply["TotalCount"], 0, "{action} {}", row.id);
            } else {
                assert_eq!(reply[set][0]["InstanceId"], row.id, "{action}");
                assert_eq!(reply[set][0]["InstanceState"], "STOPPED");
            }
        }
    }
}

#[test]
fn nobody_meets_them_who_does_not_name_them() {
    let mut world = World::three(json!({}));
    assert_eq!(inside(&world.reply("DescribeInstances", &json!({})))["TotalCount"], 3);
    assert_eq!(world.emulator.snapshot(world.now).instances.len(), 3);
    world.emulator = tencentcloud_edge_emulator::Emulator::restore(&world.emulator.save()).unwrap();
    let shown = world.shown("ins-errstock");
    assert_eq!((&shown["InstanceState"], &shown["InstanceName"]), (&json!("STOPPED"), &json!("ResourceInsufficient")));
    assert_ne!(shown["CreatedTime"], Value::Null);
}

#[test]
fn none_of_them_can_be_made() {
    let options = json!({ "instances": [{ "InstanceId": "ins-errstock" }] }).to_string();
    let options = tencentcloud_edge_emulator::Options::from_json(&options).unwrap();
    let problem = tencentcloud_edge_emulator::Emulator::new(options).unwrap_err();
    assert!(problem.contains("ins-errstock, an id that always answers an error"), "{problem}");
}
