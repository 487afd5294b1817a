//! One mistake that may have been made, and how it changes what is signed.

use crate::diagnose::attempt::Attempt;
use crate::diagnose::causes::Cause;
use crate::diagnose::input::{Authorization, Known, Received};

/// What the mistakes are made from.
pub(in crate::diagnose) struct Facts<'a> {
    pub(in crate::diagnose) received: &'a Received<'a>,
    pub(in crate::diagnose) authorization: &'a Authorization,
    pub(in crate::diagnose) known: &'a Known<'a>,
    /// As the service computes it.
    pub(in crate::diagnose) base: &'a Attempt,
}

impl<'a> Facts<'a> {
    /// The value of a received header.
    pub(super) fn header(&self, name: &str) -> &'a str {
        self.received.header(name).unwrap_or_default()
    }

    /// The service that the request is for, as far as that is known.
    pub(super) fn service(&self) -> &'a str {
        self.known.meant.service.unwrap_or_else(|| {
            let scope = self.authorization.service.as_str();
            scope.split('.').next().unwrap_or_default()
        })
    }
}

/// A mistake.
pub(in crate::diagnose) struct Hypothesis<'a> {
    pub(in crate::diagnose) cause: &'static Cause,
    /// What was signed, for the report.
    pub(in crate::diagnose) signed: String,
    /// What arrived, for the report.
    pub(in crate::diagnose) received: String,
    /// Whether it is that what was meant was signed: any number of these may hold at a time.
    pub(in crate::diagnose) meant: bool,
    /// Whether it is too rare to be made together with another.
    pub(in crate::diagnose) rare: bool,
    change: Box<dyn Fn(&mut Attempt) + 'a>,
}

impl<'a> Hypothesis<'a> {
    pub(super) fn new(cause: &'static Cause, change: impl Fn(&mut Attempt) + 'a) -> Self {
        Hypothesis {
            cause,
            signed: String::new(),
            received: String::new(),
            meant: false,
            rare: false,
            change: Box::new(change),
        }
    }

    /// With the values that differ.
    pub(super) fn between(self, signed: impl Into<String>, received: impl Into<String>) -> Self {
        Hypothesis { signed: signed.into(), received: received.into(), ..self }
    }

    /// With the value that was signed.
    pub(super) fn signed(self, signed: impl Into<String>) -> Self {
        Hypothesis { signed: signed.into(), ..self }
    }

    /// Made alone, if at all.
    pub(super) fn rare_if(self, rare: bool) -> Self {
        Hypothesis { rare, ..self }
    }

    pub(super) fn of_meant(self) -> Self {
        Hypothesis { meant: true, ..self }
    }

    /// Makes the mistake.
    pub(in crate::diagnose) fn apply(&self, attempt: &mut Attempt) {
        (self.change)(attempt);
    }
}
