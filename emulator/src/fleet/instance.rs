//! One instance: its state, what will become of it, and how the service describes it.

use super::details::Portrait;
use super::json_writer::{Find, Row};
use super::latest_operation::{LatestOperation, PreviousView};
use super::operation::{OperationFault, Span, Step};
use crate::rng::Rng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use tencentcloud_edge::model::{ACTIONS, InstanceState, Operation};

/// An instance, with everything that is still to happen to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) region: String,
    #[serde(serialize_with = "write_state", deserialize_with = "read_state")]
    pub(crate) state: InstanceState,
    /// Stopped with `STOP_CHARGING`.
    pub(crate) stop_charging: bool,
    /// How often it went from STOPPED to STARTING.
    pub(crate) starts: u64,
    /// Terminated: no request sees it again.
    pub(crate) gone: bool,
    /// `None`: as it was made.
    latest: Option<Box<LatestOperation>>,
    /// What was shown before the last change.
    past: Option<Box<PreviousView>>,
    plan: VecDeque<Planned>,
    /// How many more describes it takes until everything planned has happened; 0 when they do not count.
    looks: u64,
    portrait: Portrait,
}

/// One thing that will happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Planned {
    at_ms: u64,
    /// `None`: the instance is gone.
    to: Option<String>,
    /// The operation that begins then, and its request id, when it is a new one.
    begins: Option<(String, String)>,
    /// What `LatestOperationState` becomes.
    result: String,
    error: Option<String>,
}

const OPERATING: &str = "OPERATING";
const SUCCESS: &str = "SUCCESS";
const FAILED: &str = "FAILED";

impl Instance {
    /// An instance at rest.
    pub(crate) fn new(id: String, region: String, state: InstanceState, portrait: Portrait) -> Self {
        let given = |name: &str| portrait.given.as_ref().and_then(|given| given.get(name)).and_then(Value::as_str);
        let stop_charging = given("StopChargingMode") == Some("STOP_CHARGING");
        let mut instance = Instance {
            id,
            region,
            state,
            stop_charging,
            starts: 0,
            gone: false,
            latest: None,
            past: None,
            plan: VecDeque::new(),
            looks: 0,
            portrait,
        };
        if let Some(given) = &instance.portrait.given
            && LatestOperation::NAMES.iter().any(|name| given.contains_key(*name))
        {
            instance.latest = Some(Box::new(instance.first().overlaid(given)));
        }
        instance
    }

    /// The operation that brought it where it was made.
    fn first(&self) -> LatestOperation {
        let name = if self.state == InstanceState::Running { "StartInstances" } else { "StopInstances" };
        LatestOperation::begun(name, SUCCESS, self.portrait.first_request())
    }

    fn latest(&self) -> LatestOperation {
        self.latest.as_deref().cloned().unwrap_or_else(|| self.first())
    }

    /// Whether something is still to happen.
    pub(crate) fn is_moving(&self) -> bool {
        !self.plan.is_empty()
    }

    /// Whether it is in a region.
    pub(crate) fn is_in(&self, region: &str) -> bool {
        self.region.is_empty() || self.region == region
    }

    /// Begins an operation.
    pub(crate) fn begin(
        &mut self,
        (action, step): (&str, Step),
        request_id: &str,
        now_ms: u64,
        (span, rng, fault): (Span, &mut Rng, Option<OperationFault>),
    ) {
        let from = self.state;
        let end = now_ms.saturating_add(span.ms);
        let half = now_ms.saturating_add(span.ms / 2);
        self.looks = span.looks;
        let to = |at_ms, state: Option<InstanceState>, result: &str| Planned {
            at_ms,
            to: state.map(|state| state.name().to_owned()),
            begins: None,
            result: result.to_owned(),
            error: None,
        };
        if let Some(OperationFault::Late(wait)) = fault {
            let begins = Some((action.to_owned(), request_id.to_owned()));
            let begin = Planned { begins, ..to(now_ms.saturating_add(wait), Some(step.via), OPERATING) };
            self.plan = [begin, to(end.saturating_add(wait), step.end, SUCCESS)].into();
            return;
        }
        self.stop_charging = step.stop_charging;
        self.remember(now_ms);
        self.enter(step.via);
        self.latest = Some(Box::new(LatestOperation::begun(action, OPERATING, request_id.to_owned())));
        let by_hand = |action: &str, rng: &mut Rng, via: InstanceState, then: Option<InstanceState>| {
            let begins = Some((action.to_owned(), rng.uuid()));
            [Planned { begins, ..to(half, Some(via), OPERATING) }, to(end, then, SUCCESS)].into()
        };
        self.plan = match fault {
            None => [to(end, step.end, SUCCESS)].into(),
            Some(OperationFault::Fails) => {
                let error = Some("the host had no room for the instance".to_owned());
                [Planned { error, ..to(end, Some(from), FAILED) }].into()
            }
            Some(OperationFault::Slow(more)) => [to(end.saturating_add(more), step.end, SUCCESS)].into(),
            Some(OperationFault::Stuck | OperationFault::Late(_)) => VecDeque::new(),
            Some(OperationFault::HumanTerminate) => {
                by_hand("TerminateInstances", rng, InstanceState::Terminating, None)
            }
            Some(OperationFault::HumanStop) => {
                by_hand("StopInstances", rng, InstanceState::Stopping, Some(InstanceState::Stopped))
            }
        };
    }

    /// Puts the instance into a state as somebody at the console would: a passing state ends by itself after `span`.
    pub(crate) fn put(&mut self, state: InstanceState, now_ms: u64, span: Span, rng: &mut Rng) {
        self.looks = span.looks;
        let row = |fits: fn(&Operation, InstanceState) -> bool| {
            ACTIONS.iter().find_map(|action| {
                let operation = action.operation.as_ref().filter(|operation| fits(operation, state))?;
                Some((action.name, operation))
            })
        };
        self.remember(now_ms);
        let passing = row(|operation, state| operation.via == state);
        let reached = row(|operation, state| operation.to == state);
        if self.state != state
            && let Some((action, _)) = passing.or(reached)
        {
            let result = if passing.is_some() { OPERATING } else { SUCCESS };
            self.latest = Some(Box::new(LatestOperation::begun(action, result, rng.uuid())));
        }
        self.enter(state);
        let end = match state {
            InstanceState::Pending => Some(Some(InstanceState::Running)),
            InstanceState::Terminating => Some(None),
            _ => passing.map(|(_, operation)| Some(operation.to)),
        };
        self.plan = end
            .map(|to| Planned {
                at_ms: now_ms.saturating_add(span.ms),
                to: to.map(|state| state.name().to_owned()),
                begins: None,
                result: SUCCESS.to_owned(),
                error: None,
            })
            .into_iter()
            .collect();
    }

    /// Lets everything happen that is due.
    pub(crate) fn settle(&mut self, now_ms: u64) {
        while self.plan.front().is_some_and(|planned| planned.at_ms <= now_ms) {
            let Some(next) = self.plan.pop_front() else { return };
            self.remember(next.at_ms);
            let mut latest = self.latest();
            match next.to.as_deref().map(InstanceState::parse) {
                Some(Some(state)) => self.enter(state),
                _ => self.gone = true,
            }
            if let Some((name, request_id)) = next.begins {
                latest =
                    LatestOperation { name: Some(name), request_id: Some(request_id), ..LatestOperation::default() };
            }
            latest.state = Some(next.result);
            latest.error = next.error;
            self.latest = Some(Box::new(latest));
        }
    }

    /// Counts a describe; the last that counts ends what is under way.
    pub(crate) fn look(&mut self, now_ms: u64) {
        if self.looks == 0 || !self.is_moving() {
            return;
        }
        self.looks -= 1;
        if self.looks == 0 {
            for planned in &mut self.plan {
                planned.at_ms = planned.at_ms.min(now_ms);
            }
            self.settle(now_ms);
        }
    }

    fn remember(&mut self, now_ms: u64) {
        let state = self.state.name().to_owned();
        self.past = Some(Box::new(PreviousView { until_ms: now_ms, state, latest: self.latest() }));
    }

    /// What the API object said before the last change, when that was less than `span` milliseconds ago.
    pub(crate) fn before(&self, span: u64, now_ms: u64) -> Option<Map<String, Value>> {
        let past = self.past.as_ref().filter(|past| now_ms < past.until_ms.saturating_add(span))?;
        let mut shown = past.latest.to_json();
        shown.insert("InstanceState".to_owned(), json!(past.state));
        Some(shown)
    }

    fn enter(&mut self, state: InstanceState) {
        if self.state == InstanceState::Stopped && state == InstanceState::Starting {
            self.starts += 1;
        }
        self.state = state;
    }

    /// A field of the API object, one that never changes.
    pub(crate) fn field(&self, name: &str) -> Option<Value> {
        let mut find = Find::new(name, self.portrait.given.as_deref());
        self.portrait.show(&self.id, &self.region, &mut find);
        find.end()
    }

    /// As [`Instance::field`], when it is a text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.field(name)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The API object as of now, as JSON.
    pub(crate) fn to_json(&self) -> String {
        self.row().end()
    }

    /// As [`Instance::to_json`], with its region.
    pub(crate) fn to_json_with_region(&self) -> String {
        let mut row = self.row();
        row.put_now("region", &self.region);
        row.end()
    }

    fn row(&self) -> Row<'_> {
        let mut row = Row::new(self.portrait.given.as_deref());
        self.portrait.show(&self.id, &self.region, &mut row);
        row.put_now("InstanceState", &self.state.name());
        row.put_now("StopChargingMode", &self.stop_charging_mode());
        for (name, value) in self.latest().shown() {
            row.put_now(name, value);
        }
        row
    }

    fn stop_charging_mode(&self) -> &'static str {
        match (self.state, self.stop_charging) {
            (InstanceState::Stopped, true) => "STOP_CHARGING",
            (InstanceState::Stopped, false) => "KEEP_CHARGING",
            _ => "NOT_APPLICABLE",
        }
    }
}

fn write_state<S: Serializer>(state: &InstanceState, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.name())
}

fn read_state<'de, D: Deserializer<'de>>(deserializer: D) -> Result<InstanceState, D::Error> {
    let name = String::deserialize(deserializer)?;
    InstanceState::parse(&name).ok_or_else(|| D::Error::custom("no such instance state"))
}
