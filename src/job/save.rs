//! A job as text, and back: one row for the job, one for each hundred instances, so that only what changed is written.
//!
//! The format is the crate's own, versioned in the first word. It holds no secret, because a job never has one.

use super::ending::Ending;
use super::row::{Outcome, Phase, Row};
use super::tasks::Kind;
use super::{Job, JobOptions, PAGE, Pacing, Retry};
use crate::Error;
use crate::error::client;
use crate::ids::InstanceId;
use crate::model::InstanceState;
use crate::pace::Pace;

const VERSION: &str = "job2";
const HEAD: &str = "head";
/// How long a request that left before the interruption may still be on its way, in milliseconds.
const TRAVEL_MS: u64 = 1_000;
const NONE: &str = "-";
const PHASES: &[(Phase, &str)] = &[
    (Phase::Fresh, "F"),
    (Phase::Ready, "R"),
    (Phase::Sent, "S"),
    (Phase::Doubt, "D"),
    (Phase::Taken, "T"),
    (Phase::Coming, "C"),
    (Phase::Over(Outcome::Accepted), "a"),
    (Phase::Over(Outcome::Done), "d"),
    (Phase::Over(Outcome::Already), "y"),
    (Phase::Over(Outcome::Conflict), "c"),
    (Phase::Over(Outcome::Failed), "f"),
    (Phase::Over(Outcome::Unknown), "u"),
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
    /// `Client.InvalidArgument` if the text is not a whole saved job.
    pub fn restore(saved: &str) -> Result<Self, Error> {
        Self::restore_rows(saved.split("\n\n").filter_map(|part| part.split_once('\n')))
    }

    /// A job from the rows of [`Job::changes`], in any order. A request in flight when it was saved counts as lost.
    ///
    /// # Errors
    /// `Client.InvalidArgument` if a row is missing or damaged.
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
        let (mut job, count) =
            head.and_then(read_head).ok_or_else(|| damaged("has no row `head`, or a damaged one"))?;
        let whole = pages.iter().enumerate().all(|(at, page)| page.0 == at);
        for (_, page) in &pages {
            job.read_page(page).ok_or_else(|| damaged("has a damaged row"))?;
        }
        if !whole || job.rows.len() != count || count == 0 {
            return Err(damaged("is incomplete: a row is missing"));
        }
        job.open = job.rows.iter().filter(|row| row.is_open()).count();
        job.unseen = job.rows.iter().filter(|row| row.is_open() && row.unseen).count();
        job.doubts = job.rows.iter().filter(|row| row.phase == Phase::Doubt).count();
        job.changed = vec![false; pages.len()];
        Ok(job)
    }

    /// The first step after a restore: what was in flight is in doubt from now on, and every open row is owed a describe.
    pub(super) fn wake(&mut self, now: u64) {
        let Some(saved) = self.asleep.take() else { return };
        for (pace, saved) in self.paces.iter_mut().zip(&saved) {
            let arrived = now.saturating_add(TRAVEL_MS);
            *pace = Pace::restore(pace.per_second(), saved, arrived).unwrap_or_else(|| pace.clone());
            pace.arrived(arrived);
        }
        let (mut looks, mut polls) = (Vec::new(), Vec::new());
        for index in 0..self.rows.len() as u32 {
            match self.row(index).map(|row| row.phase) {
                Some(Phase::Sent) => {
                    self.enter(index, Phase::Doubt, now);
                    looks.push(index);
                }
                // What was seen before the interruption may no longer be so.
                Some(Phase::Ready) => {
                    self.enter(index, Phase::Fresh, now);
                    looks.push(index);
                }
                Some(Phase::Fresh | Phase::Doubt) => looks.push(index),
                Some(Phase::Taken | Phase::Coming) => polls.push(index),
                Some(Phase::Over(_)) | None => {}
            }
        }
        let watch = if self.ending.is_some() { Kind::Look } else { self.watch() };
        for (kind, rows) in [(Kind::Look, looks), (watch, polls)] {
            for page in rows.chunks(PAGE) {
                self.owe(kind, now, page.to_vec(), false);
            }
        }
    }

    fn head(&self) -> String {
        let options = &self.options;
        let retry =
            |pick: fn(&Retry) -> u64| options.retry.as_ref().map_or(NONE.to_owned(), |retry| pick(retry).to_string());
        let pacing = match options.pacing {
            Pacing::Driver => NONE.to_owned(),
            Pacing::Job(per_second) => per_second.to_string(),
        };
        let health = &self.health;
        let words = [
            VERSION.to_owned(),
            self.action.name.to_owned(),
            options.region.clone(),
            options.now.to_string(),
            options.deadline_ms.to_string(),
            options.settle_ms.to_string(),
            options.timeout_ms.to_string(),
            u8::from(options.wait).to_string(),
            retry(|retry| u64::from(retry.attempts)),
            retry(|retry| retry.base_ms),
            retry(|retry| retry.max_ms),
            pacing,
            options.stop_type.clone().unwrap_or(NONE.to_owned()),
            options.stopped_mode.clone().unwrap_or(NONE.to_owned()),
            self.rows.len().to_string(),
            self.next_ticket.to_string(),
            u8::from(self.trusted).to_string(),
            self.denied.to_string(),
            health.failures.to_string(),
            health.throttles.to_string(),
            health.hold_until.to_string(),
            health.hold_acting_until.to_string(),
            health.random.to_string(),
            self.ending.as_ref().map_or(NONE, |ending| ending.code).to_owned(),
        ];
        let mut lines = vec![words.join("\t"), self.sent.map(|count| count.to_string()).join("\t")];
        match &self.asleep {
            Some(saved) => lines.extend(saved.iter().cloned()),
            None => lines.extend(self.paces.iter().map(Pace::save)),
        }
        lines.join("\n")
    }

    fn page(&self, page: usize) -> String {
        let rows = self.rows.iter().skip(page * PAGE).take(PAGE);
        let (mut texts, mut faults, mut lines): (Vec<u32>, Vec<u32>, Vec<String>) = Default::default();
        for row in rows {
            let phase = PHASES.iter().find(|entry| entry.0 == row.phase).map_or("", |entry| entry.1);
            lines.push(
                [
                    row.id.as_str().to_owned(),
                    phase.to_owned(),
                    row.state.map_or(NONE, InstanceState::name).to_owned(),
                    local(&mut texts, row.base),
                    local(&mut texts, row.request),
                    local(&mut faults, row.fault),
                    row.since.to_string(),
                    row.tries.to_string(),
                    row.missing_since.to_string(),
                    u8::from(row.sent).to_string(),
                    u8::from(row.unseen).to_string(),
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

    fn read_page(&mut self, text: &str) -> Option<()> {
        let (mut texts, mut faults) = (Vec::new(), Vec::new());
        for line in text.split('\n') {
            let words: Vec<&str> = line.split('\t').collect();
            match words.as_slice() {
                ["T", text] => texts.push(self.text(text)),
                ["E", code, message, inferred] => {
                    faults.push(self.fault(code, message, *inferred == "1"));
                }
                [id, phase, state, base, request, fault, since, tries, missing, sent, unseen] => self.rows.push(Row {
                    id: InstanceId::parse(id)?,
                    phase: PHASES.iter().find(|entry| entry.1 == *phase)?.0,
                    state: InstanceState::parse(state),
                    base: global(&texts, base)?,
                    request: global(&texts, request)?,
                    fault: global(&faults, fault)?,
                    since: since.parse().ok()?,
                    tries: tries.parse().ok()?,
                    missing_since: missing.parse().ok()?,
                    sent: *sent == "1",
                    unseen: *unseen == "1",
                }),
                _ => return None,
            }
        }
        Some(())
    }
}

fn read_head(text: &str) -> Option<(Job, usize)> {
    let mut lines = text.split('\n');
    let mut words = lines.next()?.split('\t');
    let mut word = || words.next();
    let number = |word: Option<&str>| word?.parse::<u64>().ok();
    let choice = |word: &str| (word != NONE).then(|| word.to_owned());
    (word()? == VERSION).then_some(())?;
    let action = word()?;
    let mut options = JobOptions::new(word()?, number(word())?);
    options.deadline_ms = number(word())?;
    options.settle_ms = number(word())?;
    options.timeout_ms = number(word())?;
    options.wait = word()? == "1";
    options.retry = match (word()?, word()?, word()?) {
        (NONE, ..) => None,
        (attempts, base, max) => {
            Some(Retry { attempts: attempts.parse().ok()?, base_ms: base.parse().ok()?, max_ms: max.parse().ok()? })
        }
    };
    options.pacing = match word()? {
        NONE => Pacing::Driver,
        per_second => Pacing::Job(per_second.parse().ok()?),
    };
    options.stop_type = choice(word()?);
    options.stopped_mode = choice(word()?);
    let count = number(word())? as usize;
    let mut job = Job::empty(action, options).ok()?;
    job.next_ticket = number(word())? as u32;
    job.trusted = word()? == "1";
    job.denied = number(word())? as u32;
    job.health.failures = number(word())? as u32;
    job.health.throttles = number(word())? as u32;
    job.health.hold_until = number(word())?;
    job.health.hold_acting_until = number(word())?;
    job.health.random = number(word())?;
    job.ending = match word()? {
        NONE => None,
        client::DEADLINE => Some(Ending { code: client::DEADLINE }),
        _ => Some(Ending { code: client::ABORTED }),
    };
    let counts: Vec<u32> = lines.next()?.split('\t').map(|count| count.parse().ok()).collect::<Option<_>>()?;
    job.sent = counts.try_into().ok()?;
    job.asleep = Some(lines.map(str::to_owned).collect());
    job.restored = true;
    Some((job, count))
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

fn damaged(problem: &str) -> Error {
    Error::argument("saved", problem)
}
