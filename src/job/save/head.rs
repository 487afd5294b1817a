//! The row `head` of a saved job: its options, and its state.
//!
//! The format `job3` is a word and then a line for each value, its name first; an absent value is left out.

use super::format::{Head, damaged, ending, parameters};
use super::legacy::read_words;
use crate::Error;
use crate::error::client;
use crate::job::machine::Job;
use crate::job::options::{JobOptions, Pacing, Ramp, Retry, StopAfter};
use crate::job::parameters::Parameter;
use crate::job::wave::Wave;
use crate::pace::Pace;

const VERSION: &str = "job3";
const PACES: &[&str] = &["pace.0", "pace.1", "pace.2"];

/// The head of a job, in today's format.
pub(super) fn write_head(job: &Job) -> String {
    let mut out = VERSION.to_owned();
    write_options(&mut out, job);
    write_progress(&mut out, job);
    out
}

fn line(out: &mut String, name: &str, value: &str) {
    for part in ["\n", name, "\t", value] {
        out.push_str(part);
    }
}

fn numbers(out: &mut String, named: &[(&str, Option<u64>)]) {
    for (name, value) in named {
        if let Some(value) = value {
            line(out, name, &value.to_string());
        }
    }
}

fn write_options(out: &mut String, job: &Job) {
    let options = &job.options;
    line(out, "action", job.action.name);
    line(out, "region", &options.region);
    let stop = |pick: fn(StopAfter) -> Option<u32>| options.stop_after.and_then(pick).map(u64::from);
    let named = [
        ("now", Some(options.now)),
        ("deadline", Some(options.deadline_ms)),
        ("settle", Some(options.settle_ms)),
        ("timeout", Some(options.timeout_ms)),
        ("connect", Some(options.connect_ms)),
        ("shortage", options.shortage_ms),
        ("batch", options.batch_limit.map(|limit| limit as u64)),
        ("wait", Some(u64::from(options.wait))),
        ("attempts", options.retry.map(|retry| u64::from(retry.attempts))),
        ("base", options.retry.map(|retry| retry.base_ms)),
        ("max", options.retry.map(|retry| retry.max_ms)),
        ("ramp.first", options.ramp.map(|ramp| u64::from(ramp.first))),
        ("ramp.percent", options.ramp.map(|ramp| u64::from(ramp.percent))),
        ("stop.count", stop(|stop| if let StopAfter::Count(count) = stop { Some(count) } else { None })),
        ("stop.percent", stop(|stop| if let StopAfter::Percent(percent) = stop { Some(percent) } else { None })),
        ("rate", if let Pacing::Job(per_second) = options.pacing { Some(u64::from(per_second)) } else { None }),
    ];
    numbers(out, &named);
    for Parameter { name, json } in &options.parameters {
        line(out, &["parameter.", name].concat(), json);
    }
}

fn write_progress(out: &mut String, job: &Job) {
    let retry_state = &job.retry_state;
    let named = [
        ("count", Some(job.instances.len() as u64)),
        ("page", Some(job.chunk_len as u64)),
        ("ticket", Some(u64::from(job.next_ticket))),
        ("version", Some(job.version)),
        ("trusted", Some(u64::from(job.confirmed))),
        ("reached", Some(u64::from(job.reached))),
        ("halted", Some(u64::from(job.halted))),
        ("denied", Some(u64::from(job.denied))),
        ("failures", Some(u64::from(retry_state.failures))),
        ("throttles", Some(u64::from(retry_state.throttles))),
        ("hold", Some(retry_state.hold_until)),
        ("hold.acting", Some(retry_state.hold_acting_until)),
        ("random", Some(retry_state.random)),
        ("wave.begun", Some(job.wave.acted_before as u64)),
        ("wave.size", job.wave.size.map(|size| size as u64)),
        ("sent.0", job.sent.first().map(|count| u64::from(*count))),
        ("sent.1", job.sent.get(1).map(|count| u64::from(*count))),
        ("sent.2", job.sent.get(2).map(|count| u64::from(*count))),
    ];
    numbers(out, &named);
    job.ending.iter().for_each(|ending| line(out, "ending", ending.code()));
    let awake: Vec<String>;
    let paces = match &job.saved_paces {
        Some(saved) => saved,
        None => {
            awake = job.paces.iter().map(Pace::save).collect();
            &awake
        }
    };
    for (name, pace) in PACES.iter().zip(paces) {
        line(out, name, pace);
    }
}

/// # Errors
/// `Client.InvalidArgument` for a damaged head, `Client.UnsupportedVersion` for one of a format that is not known here.
pub(super) fn read_head(text: &str) -> Result<Head, Error> {
    let version = text.split(['\t', '\n']).next().unwrap_or("");
    let read = match version {
        VERSION => read_named(text),
        "job2" => read_words(text, true),
        "job1" => read_words(text, false),
        _ if version.strip_prefix("job").is_some_and(|number| number.parse::<u32>().is_ok()) => {
            let message = ["the saved job is of format ", version, "; this version reads job1 to ", VERSION].concat();
            return Err(Error::new(client::UNSUPPORTED_VERSION, message));
        }
        _ => None,
    };
    let mut read = read.ok_or_else(|| damaged("has no row `head`, or a damaged one"))?;
    read.job.restored = true;
    Ok(read)
}

/// The values of a head, by name.
struct Values<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Values<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

    /// `Some(None)` where there is none, `None` where it is no number.
    fn optional<T: TryFrom<u64>>(&self, name: &str) -> Option<Option<T>> {
        let Some(text) = self.text(name) else { return Some(None) };
        text.parse::<u64>().ok()?.try_into().ok().map(Some)
    }

    fn number<T: TryFrom<u64>>(&self, name: &str) -> Option<T> {
        self.optional(name)?
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.number::<u64>(name).map(|flag| flag == 1)
    }
}

fn read_named(text: &str) -> Option<Head> {
    let values = Values(text.split('\n').skip(1).map(|line| line.split_once('\t')).collect::<Option<_>>()?);
    let mut job = Job::empty(values.text("action")?, read_options(&values)?).ok()?;
    job.chunk_len = values.number::<usize>("page").filter(|page| *page > 0)?;
    job.next_ticket = values.number("ticket")?;
    job.version = values.number("version")?;
    job.confirmed = values.flag("trusted")?;
    job.reached = values.flag("reached")?;
    job.halted = values.flag("halted")?;
    job.denied = values.number("denied")?;
    job.retry_state.failures = values.number("failures")?;
    job.retry_state.throttles = values.number("throttles")?;
    job.retry_state.hold_until = values.number("hold")?;
    job.retry_state.hold_acting_until = values.number("hold.acting")?;
    job.retry_state.random = values.number("random")?;
    job.wave = Wave { size: values.optional("wave.size")?, acted_before: values.number("wave.begun")? };
    job.ending = values.text("ending").map(ending);
    job.sent = [values.number("sent.0")?, values.number("sent.1")?, values.number("sent.2")?];
    job.saved_paces = Some(PACES.iter().filter_map(|name| values.text(name)).map(str::to_owned).collect());
    Some(Head { job, count: values.number("count")?, earlier: false, escaped: false })
}

fn read_options(values: &Values<'_>) -> Option<JobOptions> {
    let mut options = JobOptions::new(values.text("region")?, values.number("now")?);
    options.deadline_ms = values.number("deadline")?;
    options.settle_ms = values.number("settle")?;
    options.timeout_ms = values.number("timeout")?;
    options.connect_ms = values.number("connect")?;
    options.shortage_ms = values.optional("shortage")?;
    options.batch_limit = values.optional("batch")?;
    options.wait = values.flag("wait")?;
    options.retry = match values.optional("attempts")? {
        None => None,
        Some(attempts) => Some(Retry { attempts, base_ms: values.number("base")?, max_ms: values.number("max")? }),
    };
    options.pacing = values.optional("rate")?.map_or(Pacing::Driver, Pacing::Job);
    options.ramp = match values.optional("ramp.first")? {
        None => None,
        Some(first) => Some(Ramp { first, percent: values.number("ramp.percent")? }),
    };
    let count = values.optional("stop.count")?.map(StopAfter::Count);
    options.stop_after = count.or(values.optional("stop.percent")?.map(StopAfter::Percent));
    options.parameters =
        parameters(values.0.iter().filter_map(|(name, json)| Some((name.strip_prefix("parameter.")?, *json))));
    Some(options)
}
