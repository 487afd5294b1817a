//! The same seed, the same bytes; and a saved emulator goes on where it was.

use crate::common::{NOW, World};
use serde_json::json;
use tencentcloud_edge_emulator::{Emulator, Response};

/// A run in which everything that is drawn is drawn: instances, times, request ids, chances.
fn run(world: &mut World, steps: std::ops::Range<u64>) -> Vec<Response> {
    let ids: Vec<String> = {
        let snapshot = world.emulator.snapshot(world.now);
        snapshot.instances.iter().map(|it| it["InstanceId"].as_str().unwrap().to_owned()).collect()
    };
    let mut replies = Vec::new();
    for step in steps {
        world.now = NOW + step * 700;
        let id = &ids[step as usize % ids.len()];
        replies.push(world.reply("StartInstances", &json!({ "InstanceIds": [id] })));
        replies.push(world.reply("DescribeInstances", &json!({})));
    }
    replies
}

fn world(seed: u64) -> World {
    let mut world = World::new(json!({ "seed": seed, "instances": 6, "regions": ["ap-guangzhou"] }));
    world.inject(json!({ "kind": "reset", "probability": 0.3 }));
    world.inject(json!({ "kind": "human-stop", "probability": 0.5 }));
    world.inject(json!({ "kind": "delay", "probability": 0.5, "nth": [2, 5, 7, 11] }));
    world
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(run(&mut world(7), 0..20), run(&mut world(7), 0..20));
    assert_eq!(world(7).emulator.save(), world(7).emulator.save());
    assert_ne!(run(&mut world(7), 0..20), run(&mut world(8), 0..20));
}

#[test]
fn a_saved_emulator_goes_on_where_it_was() {
    let whole = run(&mut world(3), 0..20);
    let mut first = world(3);
    let mut replies = run(&mut first, 0..9);
    let mut second = World { emulator: Emulator::restore(&first.emulator.save()).unwrap(), now: first.now };
    replies.extend(run(&mut second, 9..20));
    assert_eq!(replies, whole);
    run(&mut first, 9..20);
    assert_eq!(first.emulator.snapshot(first.now), second.emulator.snapshot(second.now));
}

#[test]
fn what_is_not_a_saved_emulator_is_refused_and_not_quoted() {
    let saved = world(1).emulator.save();
    let half = saved.get(..saved.len() / 2).unwrap();
    let other = saved.replacen("\"format\":4", "\"format\":1", 1);
    let kind = saved.replacen("human-stop", "hunter2", 1);
    for text in ["", "{}", "null", "hunter2", half, &other, &kind] {
        let problem = Emulator::restore(text).unwrap_err();
        assert!(problem.contains("saved emulator") && !problem.contains("hunter2"), "{problem}");
    }
}
