//! The actions, a row each: limits, rates, parameters, and for the acting ones the transition they make.

use super::InstanceState::{self, *};
use super::MAX_IDS;

/// One action of the CVM API.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// `X-TC-Action`, case-sensitive.
    pub name: &'static str,
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

pub(super) const IDS_REQUIRED: Param = Param { name: "InstanceIds", kind: ParamKind::InstanceIds, required: true };
const IDS: Param = Param { name: "InstanceIds", kind: ParamKind::InstanceIds, required: false };
const OFFSET: Param = Param { name: "Offset", kind: ParamKind::Integer(0, u32::MAX), required: false };
const LIMIT: Param = Param { name: "Limit", kind: ParamKind::Integer(1, super::MAX_PAGE), required: false };
const STOP_TYPE: Param =
    Param { name: "StopType", kind: ParamKind::OneOf(&["SOFT", "HARD", "SOFT_FIRST"]), required: false };

/// The actions that fleet operations send.
pub const ACTIONS: &[Action] = &[
    Action {
        name: "StartInstances",
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[IDS_REQUIRED],
        operation: Some(Operation {
            from: &[Stopped],
            via: Starting,
            to: Running,
            already: &[Running, Starting, Pending, Rebooting],
            transient: &[Stopping],
        }),
    },
    Action {
        name: "StopInstances",
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[
            IDS_REQUIRED,
            Param { name: "ForceStop", kind: ParamKind::Boolean, required: false },
            STOP_TYPE,
            Param { name: "StoppedMode", kind: ParamKind::OneOf(&["KEEP_CHARGING", "STOP_CHARGING"]), required: false },
        ],
        operation: Some(Operation {
            from: &[Running],
            via: Stopping,
            to: Stopped,
            already: &[Stopped, Stopping],
            transient: &[Pending, Starting, Rebooting],
        }),
    },
    Action {
        name: "RebootInstances",
        per_second: 10,
        max_ids: MAX_IDS,
        params: &[IDS_REQUIRED, Param { name: "ForceReboot", kind: ParamKind::Boolean, required: false }, STOP_TYPE],
        operation: Some(Operation {
            from: &[Running],
            via: Rebooting,
            to: Running,
            already: &[Rebooting],
            transient: &[Pending, Starting],
        }),
    },
    Action {
        name: "DescribeInstances",
        per_second: 40,
        max_ids: MAX_IDS,
        params: &[IDS, Param { name: "Filters", kind: ParamKind::Filters, required: false }, OFFSET, LIMIT],
        operation: None,
    },
    Action {
        name: "DescribeInstancesStatus",
        per_second: 40,
        max_ids: MAX_IDS,
        params: &[IDS, OFFSET, LIMIT],
        operation: None,
    },
];
