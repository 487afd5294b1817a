//! Every format in which a job was ever saved is read and carried to its end. The fixtures were saved by the commits that
//! wrote them: `job1` until 22befc2, `job2` until the format that `src/job/save/head.rs` writes today.

use crate::world::{REGION, START, World, ids};
use serde_json::{Map, Value, json};
use tencentcloud_edge::job::{Job, Outcome};
use tencentcloud_edge_emulator::{Emulator, Options};

/// How long after it was saved each job is restored, in milliseconds.
const LATER: u64 = 5_000;
const FORMATS: &[&str] = &["job1", "job2"];

/// A saved job, the states its instances are in when it is restored, and how each must end.
struct Saved {
    name: &'static str,
    states: &'static [&'static str],
    ends: &'static [Outcome],
}

use Outcome::{Accepted, Already, Done, Failed, Unknown};

const SAVED: &[Saved] = &[
    Saved { name: "fresh", states: &["RUNNING"; 102], ends: &[Accepted; 102] },
    // The request never arrived, or it did and its instance runs by now.
    Saved { name: "in-flight", states: &["STOPPED", "RUNNING", "STOPPED"], ends: &[Done; 3] },
    Saved { name: "in-doubt", states: &["STOPPED", "RUNNING", "STOPPED"], ends: &[Done; 3] },
    Saved { name: "ending", states: &["STOPPED", "STOPPED", "RUNNING"], ends: &[Unknown, Unknown, Done] },
    Saved {
        name: "mixed",
        states: &["RUNNING", "RUNNING", "RUNNING", "SHUTDOWN", "RUNNING", "RUNNING"],
        ends: &[Done, Already, Already, Failed, Done, Done],
    },
    Saved { name: "failed", states: &["STOPPED", "RUNNING"], ends: &[Failed, Already] },
    Saved { name: "throttled", states: &["STOPPED", "RUNNING"], ends: &[Done, Already] },
];

fn fixture(format: &str, name: &str) -> String {
    let path = format!("{}/tests/fleet/fixtures/{format}/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap().trim_end().to_owned()
}

/// A world in which the instances are as a job that was saved left them.
fn world(states: &[&str]) -> World {
    let given = ids(states.len()).into_iter().zip(states).map(|(id, state)| {
        let operation = if *state == "STOPPED" { "StopInstances" } else { "StartInstances" };
        let request = if *state == "STOPPED" {
            "11111111-0000-4000-8000-000000000001"
        } else {
            "55555555-0000-4000-8000-000000000005"
        };
        let fields: [(&str, Value); 7] = [
            ("InstanceChargeType", json!("POSTPAID_BY_HOUR")),
            ("InstanceId", json!(id)),
            ("InstanceState", json!(state)),
            ("Placement", json!({"Zone": format!("{REGION}-3")})),
            ("LatestOperation", json!(operation)),
            ("LatestOperationState", json!("SUCCESS")),
            ("LatestOperationRequestId", json!(request)),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<String, Value>>()
    });
    let options = Options { given: Some(given.collect()), ..Options::default() };
    let mut world = World::new(1);
    world.emulator = Emulator::new(options).unwrap();
    world.now = START + LATER;
    world
}

#[test]
fn jobs_saved_in_every_format_ever_written_end_as_they_must() {
    for format in FORMATS {
        for Saved { name, states, ends } in SAVED {
            let mut world = world(states);
            let mut job =
                Job::restore(&fixture(format, name)).unwrap_or_else(|error| panic!("{format}/{name}: {error}"));
            world.run(&mut job);
            let result = job.result();
            let outcomes: Vec<_> = result.instances.iter().map(|report| report.outcome.unwrap()).collect();
            assert_eq!(&outcomes, ends, "{format}/{name}");
        }
    }
}

#[test]
fn what_a_saved_failure_said_is_read_back_whole() {
    for format in FORMATS {
        let job = Job::restore(&fixture(format, "failed")).unwrap();
        let result = job.result();
        let fault = result.instances[0].fault.unwrap();
        assert_eq!(fault.code, "ResourceInsufficient.CloudDiskUnavailable", "{format}");
        assert_eq!(fault.message, "a b\\t c d \\ 库存不足", "{format}");
    }
}
