//! Rows of DescribeInstances are kept until their instance changes: what is kept is what would be written anew.

use crate::common::{REGION, World, inside};
use serde_json::{Value, json};
use tencentcloud_edge::model::InstanceState;

/// More than are kept at a time.
const MANY: u64 = 8_500;

/// Describes every instance, page by page.
fn described(world: &mut World, count: u64) -> Vec<Value> {
    let pages = (0..count).step_by(100);
    let replies =
        pages.map(|offset| inside(&world.reply("DescribeInstances", &json!({ "Offset": offset, "Limit": 100 }))));
    replies.flat_map(|reply| reply["InstanceSet"].as_array().unwrap().clone()).collect()
}

/// The same from the snapshot, which keeps nothing.
fn written(world: &mut World) -> Vec<Value> {
    let mut rows = world.emulator.snapshot(world.now).instances;
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("region");
    }
    rows
}

fn assert_current(world: &mut World, count: u64) {
    let (described, written) = (described(world, count), written(world));
    assert_eq!(described.len(), written.len());
    for (described, written) in described.iter().zip(&written) {
        assert_eq!(described, written);
    }
}

#[test]
fn a_kept_row_is_written_anew_after_every_kind_of_change() {
    let mut world = World::new(
        json!({ "instances": 30, "regions": [REGION], "enforceRateLimits": false, "bootMs": [1_000, 1_000] }),
    );
    let ids: Vec<String> =
        described(&mut world, 30).iter().map(|row| row["InstanceId"].as_str().unwrap().to_owned()).collect();
    for (number, state) in InstanceState::ALL.iter().enumerate() {
        world.emulator.set(world.now, &ids[number], *state).unwrap();
        assert_current(&mut world, 30);
    }
    for action in ["StartInstances", "StopInstances", "RebootInstances"] {
        for id in &ids {
            world.act(action, id);
        }
        assert_current(&mut world, 30);
        world.now += 5_000;
        assert_current(&mut world, 30);
    }
    world.act("TerminateInstances", &ids[29]);
    assert_current(&mut world, 30);
    world.now += 5_000;
    assert_current(&mut world, 30);
}

#[test]
fn rows_are_right_where_more_are_described_than_are_kept() {
    let mut world = World::new(
        json!({ "instances": MANY, "regions": [REGION], "enforceRateLimits": false, "bootMs": [1_000, 1_000] }),
    );
    assert_current(&mut world, MANY);
    let row = described(&mut world, 100).swap_remove(7);
    let id = row["InstanceId"].as_str().unwrap();
    world.emulator.set(world.now, id, InstanceState::Rebooting).unwrap();
    assert_eq!(world.state(id), "REBOOTING");
    assert_current(&mut world, MANY);
}
