//! Describes to be sent: pages of instances, each with the moment from which it may go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Which describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DescribeKind {
    /// DescribeInstances: all that is known of an instance, its last operation included.
    Full,
    /// DescribeInstancesStatus: the state alone, to poll for the target state.
    Status,
}

/// Some instances to describe together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DescribeTask {
    /// Places in `Job::instances`.
    pub(crate) indices: Vec<u32>,
    /// The instances are a part of a refused batch: those that may be acted on go together and alone, to find the one that
    /// was to blame.
    pub(crate) bisected: bool,
}

/// The describes of one kind, by the moment they are due.
#[derive(Debug, Default)]
pub(crate) struct DescribeQueue {
    heap: BinaryHeap<Reverse<Entry>>,
    pushed: u64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    due: u64,
    // Keeps tasks that are due at the same moment in the order in which they were added.
    sequence: u64,
    bisected: bool,
    indices: Vec<u32>,
}

impl DescribeQueue {
    pub(crate) fn push(&mut self, due: u64, indices: Vec<u32>, bisected: bool) {
        if !indices.is_empty() {
            self.pushed += 1;
            self.heap.push(Reverse(Entry { due, sequence: self.pushed, bisected, indices }));
        }
    }

    pub(crate) fn next_due(&self) -> Option<u64> {
        self.heap.peek().map(|entry| entry.0.due)
    }

    /// The next page: a task that is due, filled up to `most` instances with others that are. Parts of a refused batch are
    /// never mixed with others. A larger task is split.
    pub(crate) fn take(&mut self, now: u64, most: usize) -> Option<DescribeTask> {
        let mut task: Option<DescribeTask> = None;
        while let Some(Reverse(next)) = self.heap.peek() {
            let fits = match &task {
                None => true,
                Some(task) => !task.bisected && !next.bisected && task.indices.len() + next.indices.len() <= most,
            };
            if next.due > now || !fits {
                break;
            }
            let Some(Reverse(Entry { due, bisected, mut indices, .. })) = self.heap.pop() else { break };
            let rest = indices.split_off(indices.len().min(most));
            self.push(due, rest, bisected);
            match &mut task {
                None => task = Some(DescribeTask { indices, bisected }),
                Some(task) => task.indices.extend(indices),
            }
        }
        task
    }

    pub(crate) fn clear(&mut self) {
        self.heap.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::DescribeQueue;

    #[test]
    fn tasks_that_are_due_together_go_in_the_order_in_which_they_were_added() {
        let mut queue = DescribeQueue::default();
        for index in [5, 3, 4] {
            queue.push(7, vec![index], false);
        }
        let taken: Vec<u32> = std::iter::from_fn(|| queue.take(7, 1)).flat_map(|task| task.indices).collect();
        assert_eq!(taken, [5, 3, 4]);
    }
}
