//! What must hold at the end of a run, whatever happened in it.

use std::collections::{BTreeMap, BTreeSet};
use tencentcloud_edge::job::{InstanceReport, Job, Outcome};
use tencentcloud_edge::model::MAX_IDS;
use tencentcloud_edge_emulator::{Entry, Snapshot};

/// The requests of one action that reached the service.
pub(crate) fn log<'a>(seen: &'a Snapshot, action: &str) -> Vec<&'a Entry> {
    seen.requests.iter().filter(|entry| entry.action == action).collect()
}

/// What became of each instance, in one word each, counted.
pub(crate) fn outcomes(job: &Job) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for report in job.result().instances {
        *counts.entry(report.outcome.map_or("pending", Outcome::name)).or_insert(0) += 1;
    }
    counts
}

#[track_caller]
pub(crate) fn all(job: &Job, outcome: Outcome) {
    let total = job.progress().total;
    assert_eq!(outcomes(job), BTreeMap::from([(outcome.name(), total)]), "{:?}", first_fault(job));
    assert_eq!(job.progress().pending, 0);
}

fn first_fault(job: &Job) -> Option<InstanceReport<'_>> {
    job.result().instances.into_iter().find(|report| report.fault.is_some())
}

/// The report of the instance with the code of its fault.
pub(crate) fn report(job: &Job, nth: usize) -> (Option<Outcome>, String, bool) {
    let result = job.result();
    let report = &result.instances[nth];
    let (code, inferred) = report.fault.map_or(("", false), |fault| (fault.code, fault.inferred));
    (report.outcome, code.to_owned(), inferred)
}

/// So many instances run, each started once, and no request broke a rule of the service.
#[track_caller]
pub(crate) fn started_once(seen: &Snapshot, count: usize) {
    let running = seen.instances.iter().filter(|instance| instance["InstanceState"] == "RUNNING").count();
    assert_eq!(running, count, "running");
    assert_eq!(seen.starts.len(), count, "instances that were started");
    assert!(seen.starts.values().all(|starts| *starts == 1), "a double start");
    assert_within_limits(seen);
}

/// As many ids a request as the service takes, 10 acting requests and 40 of each describe in any second, none twice in a batch.
#[track_caller]
pub(crate) fn assert_within_limits(seen: &Snapshot) {
    for (action, rate) in [("StartInstances", 10), ("DescribeInstances", 40), ("DescribeInstancesStatus", 40)] {
        let log = log(seen, action);
        let bunch = log.windows(rate + 1).find(|window| window[rate].at_ms - window[0].at_ms < 1_000);
        assert!(bunch.is_none(), "more than {rate} {action} in a second: {:?}", bunch.map(|window| window[0].at_ms));
        for entry in &log {
            let named = entry.instance_ids.as_deref().unwrap_or_default();
            assert!((1..=MAX_IDS).contains(&named.len()), "{} ids in one {action}", named.len());
            assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len(), "an id twice in one {action}");
        }
    }
}

/// No start was refused: each was sent only where a describe had shown that it may be.
#[track_caller]
pub(crate) fn no_start_refused(seen: &Snapshot) {
    let refused = log(seen, "StartInstances").into_iter().find(|entry| entry.code.is_some());
    assert_eq!(refused, None);
}

/// How many start requests named each instance, at most.
pub(crate) fn most_sends(seen: &Snapshot) -> usize {
    let mut sends: BTreeMap<&str, usize> = BTreeMap::new();
    for id in log(seen, "StartInstances").iter().filter_map(|entry| entry.instance_ids.as_ref()).flatten() {
        *sends.entry(id).or_insert(0) += 1;
    }
    sends.into_values().max().unwrap_or(0)
}
