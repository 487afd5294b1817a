//! A job as text, and back: one row for the job, one for each hundred instances, so that only what changed is written.
//!
//! The format is the crate's own, versioned in the first word; the earlier ones are read too (their heads in
//! `legacy.rs`, their other rows in `chunk.rs`). It holds no secret, because a job never has one.

mod chunk;
mod format;
mod head;
mod legacy;

use crate::Error;
use crate::job::describe_queue::DescribeKind;
use crate::job::instance::Phase;
use crate::job::machine::Job;
use crate::model::MAX_DESCRIBED;
use crate::pace::Pace;
use format::damaged;
use head::{read_head, write_head};

const HEAD: &str = "head";
/// More than a job can count between its last save and the end of its process.
const UNSAVED_VERSIONS: u64 = 1 << 20;
/// How long a request that was sent before the interruption may still be in transit, in milliseconds.
const TRAVEL_MS: u64 = 1_000;
impl Job {
    /// Everything, as one text.
    pub fn save(&self) -> String {
        let chunks = (0..self.changed.len()).map(|chunk| [&chunk_key(chunk), "\n", &self.chunk(chunk)].concat());
        let head = [HEAD, "\n", &self.head()].concat();
        std::iter::once(head).chain(chunks).collect::<Vec<_>>().join("\n\n")
    }

    /// The rows that changed since the last call, by key. All of them together are what [`Job::restore`] takes.
    pub fn changes(&mut self) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let head = self.head();
        if head != self.head {
            rows.push((HEAD.to_owned(), head.clone()));
            self.head = head;
        }
        for chunk in 0..self.changed.len() {
            if self.changed.get_mut(chunk).is_some_and(std::mem::take) {
                rows.push((chunk_key(chunk), self.chunk(chunk)));
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
        let mut chunks: Vec<(usize, &str)> = Vec::new();
        for (key, value) in rows {
            match key.strip_prefix('p').and_then(|chunk| chunk.parse().ok()) {
                Some(chunk) => chunks.push((chunk, value)),
                None if key == HEAD => head = Some(value),
                None => return Err(damaged("has a row this version does not know")),
            }
        }
        chunks.sort_unstable_by_key(|chunk| chunk.0);
        let no_head = || damaged("has no row `head`, or a damaged one");
        let read = read_head(head.ok_or_else(no_head)?)?;
        let (mut job, count) = (read.job, read.count);
        let is_complete = chunks.iter().enumerate().all(|(at, chunk)| chunk.0 == at);
        for (_, chunk) in &chunks {
            job.read_chunk(chunk, read.escaped).ok_or_else(|| damaged("has a damaged row"))?;
        }
        if !is_complete || job.instances.len() != count || count == 0 {
            return Err(damaged("is incomplete: a row is missing"));
        }
        job.count();
        // What an earlier format holds is written anew, all of it: one saved job is of one format.
        job.changed = vec![read.earlier; chunks.len()];
        Ok(job)
    }

    /// The first step after a restore: what was in flight is in doubt from now on, and every open instance is described.
    pub(super) fn resume(&mut self, now: u64) {
        let Some(saved) = self.saved_paces.take() else { return };
        self.version += UNSAVED_VERSIONS;
        for (pace, saved) in self.paces.iter_mut().zip(&saved) {
            let arrived = now.saturating_add(TRAVEL_MS);
            *pace = Pace::restore(pace.per_second(), saved, arrived).unwrap_or_else(|| pace.clone());
            pace.arrived(arrived);
        }
        let (mut to_describe, mut to_poll) = (Vec::new(), Vec::new());
        for index in 0..self.instances.len() as u32 {
            match self.instance(index).map(|instance| instance.phase) {
                Some(Phase::Sent) => {
                    self.enter(index, Phase::InDoubt, now);
                    // Whether it was sent cannot be known any more.
                    self.change(index, |instance| instance.sent = true);
                    to_describe.push(index);
                }
                // What was seen before the interruption may no longer be so.
                Some(Phase::Ready) => {
                    self.enter(index, Phase::Fresh, now);
                    to_describe.push(index);
                }
                Some(Phase::Fresh | Phase::InDoubt) => to_describe.push(index),
                Some(Phase::Accepted | Phase::Converging) => to_poll.push(index),
                Some(Phase::Finished(_)) | None => {}
            }
        }
        let poll_kind = if self.ending.is_some() { DescribeKind::Full } else { self.poll_kind() };
        for (kind, indices) in [(DescribeKind::Full, to_describe), (poll_kind, to_poll)] {
            for page in indices.chunks(MAX_DESCRIBED) {
                self.enqueue(kind, now, page.to_vec(), false);
            }
        }
    }

    fn head(&self) -> String {
        write_head(self)
    }
}

fn chunk_key(chunk: usize) -> String {
    ["p", &chunk.to_string()].concat()
}
