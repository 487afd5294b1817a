//! Every format in which a job was ever saved is read and carried to its end. The fixtures were saved by the commits that
//! wrote them: `job1` until 22befc2, `job2` until eb207ba, `job3` since, which `src/job/save/head.rs` writes today.

use crate::check::log;
use crate::manual::{refusal, send, shown};
use crate::world::{REGION, START, World, ids};
use serde_json::{Map, Value, json};
use tencentcloud_edge::job::{Job, Outcome, Step};
use tencentcloud_edge_emulator::{Emulator, Options};

/// How long after it was saved each job is restored, in milliseconds.
const LATER: u64 = 5_000;
const FORMATS: &[&str] = &["job1", "job2", "job3"];

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

/// What only `job3` can say.
const SAVED_SINCE_JOB3: &[Saved] = &[
    Saved { name: "parameters", states: &["RUNNING"; 2], ends: &[Done; 2] },
    Saved {
        name: "ramp",
        states: &["RUNNING", "RUNNING", "STOPPED", "STOPPED", "STOPPED", "STOPPED", "STOPPED", "STOPPED"],
        ends: &[Done; 8],
    },
    Saved { name: "refused", states: &["STOPPED", "STOPPED"], ends: &[Failed; 2] },
    Saved { name: "deadline", states: &["STOPPED", "RUNNING", "STOPPED"], ends: &[Unknown, Done, Unknown] },
    Saved {
        name: "halted",
        states: &["STOPPED", "RUNNING", "STOPPED", "STOPPED", "STOPPED", "STOPPED"],
        ends: &[Failed, Done, Unknown, Unknown, Unknown, Unknown],
    },
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
    let since: Vec<_> = SAVED_SINCE_JOB3.iter().map(|saved| ("job3", saved)).collect();
    let all = FORMATS.iter().flat_map(|format| SAVED.iter().map(|saved| (*format, saved)));
    for (format, Saved { name, states, ends }) in all.chain(since) {
        let mut world = world(states);
        let mut job = Job::restore(&fixture(format, name)).unwrap_or_else(|error| panic!("{format}/{name}: {error}"));
        world.run(&mut job);
        let result = job.result();
        let outcomes: Vec<_> = result.instances.iter().map(|report| report.outcome.unwrap()).collect();
        assert_eq!(&outcomes, ends, "{format}/{name}");
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

/// A job of today's format as the test left it, run to its end.
fn run(name: &str) -> (Job, World) {
    let states = SAVED_SINCE_JOB3.iter().find(|saved| saved.name == name).unwrap().states;
    let (mut world, mut job) = (world(states), Job::restore(&fixture("job3", name)).unwrap());
    world.run(&mut job);
    (job, world)
}

#[test]
fn waves_go_on_where_they_were() {
    let (_, mut world) = run("ramp");
    let seen = world.snapshot();
    let sizes: Vec<_> = log(&seen, "StartInstances").iter().map(|it| it.instance_ids.as_ref().unwrap().len()).collect();
    assert_eq!(sizes, [4, 2], "after a wave of 2 come 4, and then what is left");
}

#[test]
fn a_kept_refusal_and_a_halt_are_read_back() {
    let (job, _) = run("refused");
    for report in job.result().instances {
        let fault = report.fault.unwrap();
        assert_eq!((fault.code, fault.message), ("ResourceInsufficient.SpecifiedInstanceType", "no room"));
        assert_eq!((report.request_id, report.sent), (Some("44444444-0000-4000-8000-000000000004"), true));
    }
    let (job, mut world) = run("halted");
    let result = job.result();
    assert!(result.halted);
    let codes: Vec<_> = result.instances.iter().map(|report| report.fault.map_or("", |fault| fault.code)).collect();
    assert_eq!(codes[..3], ["Client.OperationFailed", "", "Client.Halted"]);
    assert!(log(&world.snapshot(), "StartInstances").is_empty(), "nothing more is acted on");
}

#[test]
fn an_end_under_way_is_read_back_with_its_reason() {
    let mut ends = vec![("job3", "deadline", "the deadline passed first")];
    ends.extend(FORMATS.iter().map(|format| (*format, "ending", "the job was cancelled first")));
    for (format, name, reason) in ends {
        let (mut world, mut job) = (world(&["STOPPED"; 3]), Job::restore(&fixture(format, name)).unwrap());
        world.run(&mut job);
        let message = job.result().instances[0].fault.unwrap().message.to_owned();
        assert!(message.ends_with(reason), "{format}/{name}: {message}");
        assert!(log(&world.snapshot(), "StartInstances").is_empty(), "{format}/{name}");
    }
}

#[test]
fn a_restored_job_sends_the_parameters_it_was_made_with() {
    let chosen = r#""StopType":"SOFT","StoppedMode":"STOP_CHARGING"}"#;
    let mut made = vec![("job3", "parameters", r#""ForceStop":true,"StoppedMode":"KEEP_CHARGING"}"#)];
    made.extend(FORMATS.iter().map(|format| (*format, "fresh", chosen)));
    for (format, name, parameters) in made {
        let mut job = Job::restore(&fixture(format, name)).unwrap();
        let (mut now, mut seen) = (START, 0);
        let act = loop {
            match job.next(now) {
                Step::Send(act) if act.acting => break act,
                Step::Send(describe) => {
                    let count = describe.payload.matches("ins-").count();
                    job.answered(describe.ticket, now, &shown(seen..seen + count, "RUNNING"), None);
                    seen += count;
                }
                Step::Wait { until, .. } => now = until,
                Step::Done => panic!("{format}/{name} has ended"),
            }
        };
        assert!(act.payload.ends_with(parameters), "{format}/{name}: {}", act.payload);
    }
}

#[test]
fn a_restored_job_knows_whether_a_good_reply_had_come() {
    for format in FORMATS {
        for (name, rejected) in [("fresh", true), ("in-flight", false)] {
            let mut job = Job::restore(&fixture(format, name)).unwrap();
            let describe = send(&mut job, START + LATER);
            job.answered(describe.ticket, START + LATER, &refusal("UnauthorizedOperation.CamNoAuth", "no"), None);
            assert_eq!(job.rejection().is_some(), rejected, "{format}/{name}");
        }
    }
}

#[test]
fn another_version_is_told_from_a_damaged_job() {
    let saved = fixture("job3", "ramp");
    for (head, code) in [
        ("job4", "Client.UnsupportedVersion"),
        ("job999", "Client.UnsupportedVersion"),
        ("job", "Client.InvalidArgument"),
        ("jobs", "Client.InvalidArgument"),
        ("row3", "Client.InvalidArgument"),
    ] {
        let error = Job::restore(&saved.replacen("job3", head, 1)).unwrap_err();
        assert_eq!(error.code, code, "{head}");
    }
    let error = Job::restore(&saved.replacen("job3", "job4", 1)).unwrap_err();
    assert_eq!(error.message, "the saved job is of format job4; this version reads job1 to job3");
    for damage in ["page\t0", "page\tx", "page\t-1"] {
        let error = Job::restore(&saved.replacen("page\t100", damage, 1)).unwrap_err();
        assert_eq!(error.code, "Client.InvalidArgument", "{damage}");
    }
}
