//! A row of a saved job: a hundred instances.

use super::format::NONE;
use crate::ids::InstanceId;
use crate::job::instance::{Fault, Instance, Outcome, Phase};
use crate::job::machine::Job;
use crate::model::InstanceState;

const SAID: &str = "0";
const INFERRED: &str = "1";
const OF_CREDENTIALS: &str = "2";
const PHASES: &[(Phase, &str)] = &[
    (Phase::Fresh, "F"),
    (Phase::Ready, "R"),
    (Phase::Sent, "S"),
    (Phase::InDoubt, "D"),
    (Phase::Accepted, "T"),
    (Phase::Converging, "C"),
    (Phase::Finished(Outcome::Accepted), "a"),
    (Phase::Finished(Outcome::Done), "d"),
    (Phase::Finished(Outcome::Already), "y"),
    (Phase::Finished(Outcome::Conflict), "c"),
    (Phase::Finished(Outcome::Failed), "f"),
    (Phase::Finished(Outcome::Unknown), "u"),
];

impl Job {
    /// The row of some instances: the texts they refer to, then a line for each.
    pub(super) fn chunk(&self, chunk: usize) -> String {
        let instances = self.instances.iter().skip(chunk * self.chunk_len).take(self.chunk_len);
        let (mut texts, mut faults, mut lines): (Vec<u32>, Vec<u32>, Vec<String>) = Default::default();
        for instance in instances {
            let phase = PHASES.iter().find(|entry| entry.0 == instance.phase).map_or("", |entry| entry.1);
            lines.push(
                [
                    instance.id.as_str().to_owned(),
                    phase.to_owned(),
                    instance.state.map_or(NONE, InstanceState::name).to_owned(),
                    local(&mut texts, instance.prior_request),
                    local(&mut texts, instance.request),
                    local(&mut faults, instance.fault),
                    instance.since.to_string(),
                    instance.tries.to_string(),
                    instance.missing_since.to_string(),
                    u8::from(instance.sent).to_string(),
                    u8::from(instance.unseen).to_string(),
                    local(&mut faults, instance.refusal),
                    instance.refused_since.to_string(),
                ]
                .join("\t"),
            );
        }
        let texts = texts.iter().filter_map(|at| self.texts.get(*at as usize)).map(|text| ["T\t", text].concat());
        let faults = faults
            .iter()
            .filter_map(|at| self.faults.get(*at as usize))
            .map(|fault| ["E\t", &fault.code, "\t", &fault.message, "\t", kind_of(fault)].concat());
        texts.chain(faults).chain(lines).collect::<Vec<_>>().join("\n")
    }

    /// `escaped`: the row is of a format whose texts are escaped.
    pub(super) fn read_chunk(&mut self, text: &str, escaped: bool) -> Option<()> {
        let plain = |text: &str| if escaped { unescape(text) } else { text.to_owned() };
        let (mut texts, mut faults) = (Vec::new(), Vec::new());
        for line in text.split('\n') {
            let words: Vec<&str> = line.split('\t').collect();
            match words.as_slice() {
                ["T", text] => texts.push(self.text(&plain(text))),
                ["E", code, message, kind] => faults.push(self.keep_fault(Fault {
                    code: plain(code),
                    message: plain(message),
                    inferred: *kind == INFERRED,
                    credentials: *kind == OF_CREDENTIALS,
                })),
                _ => self.instances.push(read_instance(&words, &texts, &faults)?),
            }
        }
        Some(())
    }
}

/// The last word of a fault's line. A release that knows the first two alone reads the third like [`SAID`].
fn kind_of(fault: &Fault) -> &'static str {
    match (fault.inferred, fault.credentials) {
        (true, _) => INFERRED,
        (false, true) => OF_CREDENTIALS,
        (false, false) => SAID,
    }
}

/// One instance. The last two words came with `job3`.
fn read_instance(words: &[&str], texts: &[u32], faults: &[u32]) -> Option<Instance> {
    let [id, phase, state, prior_request, request, fault, since, tries, missing, sent, unseen, later @ ..] = words
    else {
        return None;
    };
    let (refusal, refused_since) = match later {
        [] => (None, 0),
        [refusal, since] => (global(faults, refusal)?, since.parse().ok()?),
        _ => return None,
    };
    Some(Instance {
        id: InstanceId::parse(id)?,
        phase: PHASES.iter().find(|entry| entry.1 == *phase)?.0,
        state: InstanceState::parse(state),
        prior_request: global(texts, prior_request)?,
        request: global(texts, request)?,
        fault: global(faults, fault)?,
        refusal,
        refused_since,
        since: since.parse().ok()?,
        tries: tries.parse().ok()?,
        missing_since: missing.parse().ok()?,
        sent: *sent == "1",
        // No request is in flight yet; the next one sets it.
        sent_before: false,
        unseen: *unseen == "1",
    })
}

/// The escapes of the format `job1`.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match (escaped, c) {
            (false, '\\') => {
                escaped = true;
                continue;
            }
            (true, 't') => out.push('\t'),
            (true, 'n') => out.push('\n'),
            _ => out.push(c),
        }
        escaped = false;
    }
    out
}

/// The place of a table entry among those this row uses.
fn local(used: &mut Vec<u32>, at: Option<u32>) -> String {
    let Some(at) = at else { return NONE.to_owned() };
    let place = used.iter().position(|known| *known == at).unwrap_or_else(|| {
        used.push(at);
        used.len() - 1
    });
    place.to_string()
}

/// `Some(None)` for no entry, `None` for a place that is not there.
fn global(table: &[u32], place: &str) -> Option<Option<u32>> {
    if place == NONE {
        return Some(None);
    }
    table.get(place.parse::<usize>().ok()?).map(|at| Some(*at))
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn the_escapes_of_the_first_format_are_read() {
        assert_eq!(unescape(r"a\tb\nc\\d\e"), "a\tb\nc\\de");
    }
}
