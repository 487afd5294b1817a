//! A job as text, and back: one row for the job, one for each hundred instances, so that only what changed is written.
//!
//! The format is the crate's own, versioned in the first word; `head.rs` reads the earlier ones too. It holds no secret,
//! because a job never has one.

mod head;

use crate::Error;
use crate::ids::InstanceId;
use crate::job::Job;
use crate::job::describe_queue::DescribeKind;
use crate::job::instance::{Instance, Outcome, Phase};
use crate::model::{InstanceState, MAX_IDS};
use crate::pace::Pace;
use head::{read_head, write_head};

const HEAD: &str = "head";
/// What cannot have been counted between the last save and a death.
const UNSAVED_VERSIONS: u64 = 1 << 20;
/// How long a request that left before the interruption may still be on its way, in milliseconds.
const TRAVEL_MS: u64 = 1_000;
pub(super) const NONE: &str = "-";
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
    /// Everything, as one text.
    pub fn save(&self) -> String {
        let pages = (0..self.changed.len()).map(|page| [&page_key(page), "\n", &self.page(page)].concat());
        let head = [HEAD, "\n", &self.head()].concat();
        std::iter::once(head).chain(pages).collect::<Vec<_>>().join("\n\n")
    }

    /// The rows that changed since the last call, by key. All of them together are what [`Job::restore`] takes.
    pub fn changes(&mut self) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let head = self.head();
        if head != self.head {
            rows.push((HEAD.to_owned(), head.clone()));
            self.head = head;
        }
        for page in 0..self.changed.len() {
            if self.changed.get_mut(page).is_some_and(std::mem::take) {
                rows.push((page_key(page), self.page(page)));
            }
        }
        rows
    }

    /// A job from the text of [`Job::save`].
    ///
    /// # Errors
    /// As [`Job::restore_rows`].
    pub fn restore(saved: &str) -> Result<Self, Error> {
        Self::restore_rows(saved.split("\n\n").filter_map(|part| part.split_once('\n')))
    }

    /// A job from the rows of [`Job::changes`], in any order. A request in flight when it was saved counts as lost.
    ///
    /// # Errors
    /// `Client.InvalidArgument` if a row is missing or damaged, `Client.UnsupportedVersion` if another version saved it.
    pub fn restore_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut head = None;
        let mut pages: Vec<(usize, &str)> = Vec::new();
        for (key, value) in rows {
            match key.strip_prefix('p').and_then(|page| page.parse().ok()) {
                Some(page) => pages.push((page, value)),
                None if key == HEAD => head = Some(value),
                None => return Err(damaged("has a row this version does not know")),
            }
        }
        pages.sort_unstable_by_key(|page| page.0);
        let no_head = || damaged("has no row `head`, or a damaged one");
        let read = read_head(head.ok_or_else(no_head)?)?;
        let (mut job, count) = (read.job, read.count);
        let whole = pages.iter().enumerate().all(|(at, page)| page.0 == at);
        for (_, page) in &pages {
            job.read_page(page, read.escaped).ok_or_else(|| damaged("has a damaged row"))?;
        }
        if !whole || job.instances.len() != count || count == 0 {
            return Err(damaged("is incomplete: a row is missing"));
        }
        job.count();
        // What an earlier format holds is written anew, all of it: one saved job is of one format.
        job.changed = vec![read.earlier; pages.len()];
        Ok(job)
    }

    /// The first step after a restore: what was in flight is in doubt from now on, and every open row is owed a describe.
    pub(super) fn resume(&mut self, now: u64) {
        let Some(saved) = self.saved_paces.take() else { return };
        self.version += UNSAVED_VERSIONS;
        for (pace, saved) in self.paces.iter_mut().zip(&saved) {
            let arrived = now.saturating_add(TRAVEL_MS);
            *pace = Pace::restore(pace.per_second(), saved, arrived).unwrap_or_else(|| pace.clone());
            pace.arrived(arrived);
        }
        let (mut full_describes, mut status_describes) = (Vec::new(), Vec::new());
        for index in 0..self.instances.len() as u32 {
            match self.instance(index).map(|row| row.phase) {
                Some(Phase::Sent) => {
                    self.enter(index, Phase::InDoubt, now);
                    // Whether it left cannot be known any more.
                    self.change(index, |row| row.sent = true);
                    full_describes.push(index);
                }
                // What was seen before the interruption may no longer be so.
                Some(Phase::Ready) => {
                    self.enter(index, Phase::Fresh, now);
                    full_describes.push(index);
                }
                Some(Phase::Fresh | Phase::InDoubt) => full_describes.push(index),
                Some(Phase::Accepted | Phase::Converging) => status_describes.push(index),
                Some(Phase::Finished(_)) | None => {}
            }
        }
        let poll_kind = if self.ending.is_some() { DescribeKind::Full } else { self.poll_kind() };
        for (kind, rows) in [(DescribeKind::Full, full_describes), (poll_kind, status_describes)] {
            for page in rows.chunks(MAX_IDS) {
                self.enqueue(kind, now, page.to_vec(), false);
            }
        }
    }

    fn head(&self) -> String {
        write_head(self)
    }

    fn page(&self, page: usize) -> String {
        let rows = self.instances.iter().skip(page * self.chunk_len).take(self.chunk_len);
        let (mut texts, mut faults, mut lines): (Vec<u32>, Vec<u32>, Vec<String>) = Default::default();
        for row in rows {
            let phase = PHASES.iter().find(|entry| entry.0 == row.phase).map_or("", |entry| entry.1);
            lines.push(
                [
                    row.id.as_str().to_owned(),
                    phase.to_owned(),
                    row.state.map_or(NONE, InstanceState::name).to_owned(),
                    local(&mut texts, row.prior_request),
                    local(&mut texts, row.request),
                    local(&mut faults, row.fault),
                    row.since.to_string(),
                    row.tries.to_string(),
                    row.missing_since.to_string(),
                    u8::from(row.sent).to_string(),
                    u8::from(row.unseen).to_string(),
                    local(&mut faults, row.refusal),
                    row.refused_since.to_string(),
                ]
                .join("\t"),
            );
        }
        let texts = texts.iter().filter_map(|at| self.texts.get(*at as usize)).map(|text| ["T\t", text].concat());
        let faults = faults.iter().filter_map(|at| self.faults.get(*at as usize)).map(|fault| {
            ["E\t", &fault.code, "\t", &fault.message, if fault.inferred { "\t1" } else { "\t0" }].concat()
        });
        texts.chain(faults).chain(lines).collect::<Vec<_>>().join("\n")
    }

    /// `escaped`: the page is of a format whose texts are escaped.
    fn read_page(&mut self, text: &str, escaped: bool) -> Option<()> {
        let plain = |text: &str| if escaped { unescape(text) } else { text.to_owned() };
        let (mut texts, mut faults) = (Vec::new(), Vec::new());
        for line in text.split('\n') {
            let words: Vec<&str> = line.split('\t').collect();
            match words.as_slice() {
                ["T", text] => texts.push(self.text(&plain(text))),
                ["E", code, message, inferred] => {
                    faults.push(self.fault(&plain(code), &plain(message), *inferred == "1"));
                }
                _ => self.instances.push(read_row(&words, &texts, &faults)?),
            }
        }
        Some(())
    }
}

/// One instance. The last two words came with `job3`.
fn read_row(words: &[&str], texts: &[u32], faults: &[u32]) -> Option<Instance> {
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

fn page_key(page: usize) -> String {
    ["p", &page.to_string()].concat()
}

/// The place of a table entry among those this page uses.
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

pub(super) fn damaged(problem: &str) -> Error {
    Error::argument("saved", problem)
}
