//! Describes that are owed: pages of rows, each with the moment from which it may be sent.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Which describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// DescribeInstances: the snapshot, reconciling, an instance seen back where it began.
    Look,
    /// DescribeInstancesStatus: the waiter's poll.
    Poll,
}

/// Some rows to describe together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) due: u64,
    pub(crate) kind: Kind,
    pub(crate) rows: Vec<u32>,
    /// The rows are part of a refused batch: those that may be sent go together and alone, to find the guilty one.
    pub(crate) lot: bool,
}

/// The describes of one kind, by the moment they are due.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    heap: BinaryHeap<Reverse<Entry>>,
    made: u64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    due: u64,
    // Keeps the order in which tasks were made among those due at the same moment.
    nth: u64,
    lot: bool,
    rows: Vec<u32>,
}

impl Queue {
    pub(crate) fn push(&mut self, due: u64, rows: Vec<u32>, lot: bool) {
        if !rows.is_empty() {
            self.made += 1;
            self.heap.push(Reverse(Entry { due, nth: self.made, lot, rows }));
        }
    }

    pub(crate) fn next_due(&self) -> Option<u64> {
        self.heap.peek().map(|entry| entry.0.due)
    }

    /// The rows of the next page: what is due now, filled up to `most` with what else is. Parts of a refused batch are
    /// never mixed with others. A task of more rows than that is done in parts.
    pub(crate) fn take(&mut self, now: u64, most: usize, kind: Kind) -> Option<Task> {
        let mut task: Option<Task> = None;
        while let Some(Reverse(next)) = self.heap.peek() {
            let fits = match &task {
                None => true,
                Some(task) => !task.lot && !next.lot && task.rows.len() + next.rows.len() <= most,
            };
            if next.due > now || !fits {
                break;
            }
            let Some(Reverse(Entry { due, lot, mut rows, .. })) = self.heap.pop() else { break };
            if rows.len() > most {
                self.push(due, rows.split_off(most), lot);
            }
            match &mut task {
                None => task = Some(Task { due, kind, rows, lot }),
                Some(task) => task.rows.extend(rows),
            }
        }
        task
    }

    pub(crate) fn clear(&mut self) {
        self.heap.clear();
    }
}
