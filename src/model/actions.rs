//! The actions, a row each: limits, rates, parameters, and for the acting ones the transition they make.

use super::InstanceState::{self, *};
use super::MAX_IDS;

/// One action of the CVM API.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// `X-TC-Action`, case-sensitive.
    pub name: &'static str,
    /// The letter that stands for its page in [`super::Code::listed`]; `None`: no row of a code names its page.
    pub letter: Option<char>,
    /// Requests a second, per account and region (the action's own page).
    pub per_second: u32,
    /// The most values `InstanceIds` may hold.
    pub max_ids: usize,
    /// The documented input parameters.
    pub params: &'static [Param],
    /// What it does to an instance; `None` for an action that only reads.
    pub operation: Option<Operation>,
}

/// What an acting action does to one instance.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// States it may be sent in.
    pub from: &'static [InstanceState],
    /// The state while it runs.
    pub via: InstanceState,
    /// The state it ends in.
    pub to: InstanceState,
    /// States in which nothing needs to be sent: there already, or on the way.
    pub already: &'static [InstanceState],
    /// States that pass by themselves, after which the operation may be sent.
    pub transient: &'static [InstanceState],
    /// Parameters with which it leads through other states than these: a job does not take them.
    pub excluded: &'static [&'static str],
}

/// One input parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its JSON type and the values it takes.
    pub kind: ParamKind,
    /// Whether leaving it out is `MissingParameter`.
    pub required: bool,
    /// Never stored, logged or shown: a job is without it, and its driver adds it when a request is sent.
    pub secret: bool,
}

impl Param {
    /// A parameter that may be left out.
    pub const fn optional(name: &'static str, kind: ParamKind) -> Self {
        Param { name, kind, required: false, secret: false }
    }

    /// A parameter that must be given.
    pub const fn required(name: &'static str, kind: ParamKind) -> Self {
        Param { name, kind, required: true, secret: false }
    }

    /// The same parameter, which is secret.
    #[must_use]
    pub const fn secret(self) -> Self {
        Param { name: self.name, kind: self.kind, required: self.required, secret: true }
    }
}

/// The JSON type of a parameter.
#[derive(Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// An array of instance ids.
    InstanceIds,
    /// An array of `{Name, Values}`.
    Filters,
    /// An integer from the first to the second bound, both included.
    Integer(u32, u32),
    /// `true` or `false`.
    Boolean,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Any text.
    Text,
    /// An array of texts.
    Texts,
    /// An object with these members.
    Object(&'static [Param]),
    /// An array of such objects.
    Objects(&'static [Param]),
}

/// The row of an action of a fleet, by its exact name.
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}

pub(super) const IDS_REQUIRED: Param = Param::required("InstanceIds", ParamKind::InstanceIds);
const IDS: Param = Param::optional("InstanceIds", ParamKind::InstanceIds);
const OFFSET: Param = Param::optional("Offset", ParamKind::Integer(0, u32::MAX));
const LIMIT: Param = Param::optional("Limit", ParamKind::Integer(1, super::MAX_PAGE));
const STOP_TYPE: Param = Param::optional("StopType", ParamKind::OneOf(&["SOFT", "HARD", "SOFT_FIRST"]));

/// The actions that fleet operations send.
pub const ACTIONS: &[Action] = &[
    Action {
        name: "StartInstances",
        letter: Some('S'),
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[IDS_REQUIRED],
        operation: Some(Operation {
            from: &[Stopped],
            via: Starting,
            to: Running,
            already: &[Running, Starting, Pending, Rebooting],
            transient: &[Stopping],
            excluded: &[],
        }),
    },
    Action {
        name: "StopInstances",
        letter: Some('P'),
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[
            IDS_REQUIRED,
            Param::optional("ForceStop", ParamKind::Boolean),
            STOP_TYPE,
            Param::optional("StoppedMode", ParamKind::OneOf(&["KEEP_CHARGING", "STOP_CHARGING"])),
        ],
        operation: Some(Operation {
            from: &[Running],
            via: Stopping,
            to: Stopped,
            already: &[Stopped, Stopping],
            transient: &[Pending, Starting, Rebooting],
            excluded: &[],
        }),
    },
    Action {
        name: "RebootInstances",
        letter: Some('B'),
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[IDS_REQUIRED, Param::optional("ForceReboot", ParamKind::Boolean), STOP_TYPE],
        operation: Some(Operation {
            from: &[Running],
            via: Rebooting,
            to: Running,
            already: &[Rebooting],
            transient: &[Pending, Starting],
            excluded: &[],
        }),
    },
    Action {
        name: "ResetInstancesPassword",
        letter: Some('W'),
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[
            IDS_REQUIRED,
            Param::required("Password", ParamKind::Text).secret(),
            Param::optional("UserName", ParamKind::Text),
            Param::optional("ForceStop", ParamKind::Boolean),
        ],
        operation: Some(Operation {
            from: &[Stopped],
            via: Stopped,
            to: Stopped,
            already: &[],
            transient: &[Stopping],
            excluded: &["ForceStop"],
        }),
    },
    Action {
        name: "DescribeInstances",
        letter: Some('D'),
        per_second: 40,
        max_ids: MAX_IDS,
        params: &[IDS, Param::optional("Filters", ParamKind::Filters), OFFSET, LIMIT],
        operation: None,
    },
    Action {
        name: "DescribeInstancesStatus",
        letter: Some('X'),
        per_second: 40,
        max_ids: MAX_IDS,
        params: &[IDS, OFFSET, LIMIT],
        operation: None,
    },
];
