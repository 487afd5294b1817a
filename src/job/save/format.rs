//! What the parts of the format share.

use crate::Error;
use crate::error::client;
use crate::job::machine::{Ending, Job};
use crate::job::parameters::Parameter;

/// An absent value.
pub(super) const NONE: &str = "-";

/// What a head says.
pub(super) struct Head {
    pub(super) job: Job,
    /// How many instances the job has.
    pub(super) count: usize,
    /// It is of an earlier format.
    pub(super) earlier: bool,
    /// The texts in its other rows are escaped.
    pub(super) escaped: bool,
}

pub(super) fn damaged(problem: &str) -> Error {
    Error::argument("saved", problem)
}

pub(super) fn parameters<'a>(given: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Parameter> {
    given.map(|(name, json)| Parameter { name: name.to_owned(), json: json.to_owned() }).collect()
}

pub(super) fn ending(code: &str) -> Ending {
    // An abort ends every instance at once, so a job that still has to end was cancelled.
    if code == client::DEADLINE { Ending::Deadline } else { Ending::Cancelled }
}
