//! One instance: its state, what will happen to it, and how the service describes it.

use super::details::InstanceDetails;
use super::json_writer::{FieldFinder, JsonWriter};
use super::latest_operation::{LatestOperation, PreviousView};
use super::operation::{OperationFault, StateChange, TransitionTime};
use crate::rng::Rng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use tencentcloud_edge::model::{ACTIONS, InstanceState, Operation};

/// An instance, with everything that is still to happen to it. The names in the saved state are those of the first
/// format.
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
    /// `None`: still the operation it was made with.
    latest: Option<Box<LatestOperation>>,
    /// What was shown before the last change.
    #[serde(rename = "past")]
    previous: Option<Box<PreviousView>>,
    #[serde(rename = "plan")]
    scheduled: VecDeque<ScheduledChange>,
    /// How many more describes it takes until everything scheduled has happened; 0 when they do not count.
    #[serde(rename = "looks")]
    describes_left: u64,
    #[serde(rename = "portrait")]
    details: InstanceDetails,
    /// The API object as it was last written; `None` once something of it has changed.
    #[serde(skip)]
    json: Option<Box<str>>,
}

/// One thing that will happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ScheduledChange {
    at_ms: u64,
    /// `None`: the instance is gone.
    to: Option<String>,
    /// Where another operation begins then: its name and its request id.
    begins: Option<(String, String)>,
    /// What `LatestOperationState` becomes.
    result: String,
    error: Option<String>,
}

impl ScheduledChange {
    fn new(at_ms: u64, to: Option<InstanceState>, result: &str) -> Self {
        let to = to.map(|state| state.name().to_owned());
        ScheduledChange { at_ms, to, begins: None, result: result.to_owned(), error: None }
    }

    /// The start of an operation.
    fn begin(at_ms: u64, via: InstanceState, (action, request_id): (&str, String)) -> Self {
        let begins = Some((action.to_owned(), request_id));
        ScheduledChange { begins, ..ScheduledChange::new(at_ms, Some(via), OPERATING) }
    }
}

const OPERATING: &str = "OPERATING";
const SUCCESS: &str = "SUCCESS";
const FAILED: &str = "FAILED";

impl Instance {
    /// An instance at rest.
    pub(crate) fn new(id: String, region: String, state: InstanceState, details: InstanceDetails) -> Self {
        let given = |name: &str| details.given.as_ref().and_then(|given| given.get(name)).and_then(Value::as_str);
        let stop_charging = given("StopChargingMode") == Some("STOP_CHARGING");
        let mut instance = Instance {
            id,
            region,
            state,
            stop_charging,
            starts: 0,
            gone: false,
            latest: None,
            previous: None,
            scheduled: VecDeque::new(),
            describes_left: 0,
            details,
            json: None,
        };
        if let Some(given) = &instance.details.given
            && LatestOperation::NAMES.iter().any(|name| given.contains_key(*name))
        {
            instance.latest = Some(Box::new(instance.first_operation().overlaid(given)));
        }
        instance
    }

    /// The operation that brought it into the state it was made in.
    fn first_operation(&self) -> LatestOperation {
        let name = if self.state == InstanceState::Running { "StartInstances" } else { "StopInstances" };
        LatestOperation::begun(name, SUCCESS, self.details.first_request())
    }

    fn latest_operation(&self) -> LatestOperation {
        self.latest.as_deref().cloned().unwrap_or_else(|| self.first_operation())
    }

    /// Whether something is still to happen.
    pub(crate) fn is_moving(&self) -> bool {
        !self.scheduled.is_empty()
    }

    /// Whether an operation that was begun here has not ended.
    pub(crate) fn is_operating(&self) -> bool {
        self.latest.as_ref().is_some_and(|latest| latest.state.as_deref() == Some(OPERATING))
    }

    /// Whether it is in a region.
    pub(crate) fn is_in(&self, region: &str) -> bool {
        self.region.is_empty() || self.region == region
    }

    /// Begins an operation.
    pub(crate) fn begin(
        &mut self,
        (action, change): (&str, StateChange),
        request_id: &str,
        now_ms: u64,
        (time, rng, fault): (TransitionTime, &mut Rng, Option<OperationFault>),
    ) {
        let StateChange { via, end: to, stop_charging } = change;
        let end = now_ms.saturating_add(time.ms);
        self.describes_left = time.describes;
        if let Some(OperationFault::Late(wait)) = fault {
            let start = ScheduledChange::begin(now_ms.saturating_add(wait), via, (action, request_id.to_owned()));
            self.scheduled = [start, ScheduledChange::new(end.saturating_add(wait), to, SUCCESS)].into();
            return;
        }
        let before = self.state;
        self.before_change(now_ms);
        self.stop_charging = stop_charging;
        self.enter(via);
        self.latest = Some(Box::new(LatestOperation::begun(action, OPERATING, request_id.to_owned())));
        let by_console = |action: &str, rng: &mut Rng, via: InstanceState, then: Option<InstanceState>| {
            let half = now_ms.saturating_add(time.ms / 2);
            let start = ScheduledChange::begin(half, via, (action, rng.uuid()));
            [start, ScheduledChange::new(end, then, SUCCESS)].into()
        };
        self.scheduled = match fault {
            None => [ScheduledChange::new(end, to, SUCCESS)].into(),
            Some(OperationFault::Fails) => {
                let error = Some("the host had no room for the instance".to_owned());
                [ScheduledChange { error, ..ScheduledChange::new(end, Some(before), FAILED) }].into()
            }
            Some(OperationFault::Slow(more)) => [ScheduledChange::new(end.saturating_add(more), to, SUCCESS)].into(),
            Some(OperationFault::Stuck | OperationFault::Late(_)) => VecDeque::new(),
            Some(OperationFault::HumanTerminate) => {
                by_console("TerminateInstances", rng, InstanceState::Terminating, None)
            }
            Some(OperationFault::HumanStop) => {
                by_console("StopInstances", rng, InstanceState::Stopping, Some(InstanceState::Stopped))
            }
        };
    }

    /// Puts the instance into a state as somebody at the console would; a transitional state ends by itself after
    /// `time`.
    pub(crate) fn put(&mut self, state: InstanceState, now_ms: u64, time: TransitionTime, rng: &mut Rng) {
        self.describes_left = time.describes;
        let action = |fits: fn(&Operation, InstanceState) -> bool| {
            ACTIONS.iter().find_map(|action| {
                let operation = action.operation.as_ref().filter(|operation| fits(operation, state))?;
                Some((action.name, operation))
            })
        };
        self.before_change(now_ms);
        let transitional = action(|operation, state| operation.via == state && operation.via != operation.to);
        let reached = action(|operation, state| operation.to == state);
        if self.state != state
            && let Some((action, _)) = transitional.or(reached)
        {
            let result = if transitional.is_some() { OPERATING } else { SUCCESS };
            self.latest = Some(Box::new(LatestOperation::begun(action, result, rng.uuid())));
        }
        self.enter(state);
        let end = match state {
            InstanceState::Pending => Some(Some(InstanceState::Running)),
            InstanceState::Terminating => Some(None),
            _ => transitional.map(|(_, operation)| Some(operation.to)),
        };
        let change = end.map(|to| ScheduledChange::new(now_ms.saturating_add(time.ms), to, SUCCESS));
        self.scheduled = change.into_iter().collect();
    }

    /// Applies every change that is due.
    pub(crate) fn settle(&mut self, now_ms: u64) {
        while self.scheduled.front().is_some_and(|change| change.at_ms <= now_ms) {
            let Some(next) = self.scheduled.pop_front() else { return };
            self.before_change(next.at_ms);
            let mut latest = self.latest_operation();
            match next.to.as_deref().map(InstanceState::parse) {
                Some(Some(state)) => self.enter(state),
                _ => self.gone = true,
            }
            if let Some((name, request_id)) = next.begins {
                latest = LatestOperation { name: Some(name), request_id: Some(request_id), ..Default::default() };
            }
            latest.state = Some(next.result);
            latest.error = next.error;
            self.latest = Some(Box::new(latest));
        }
    }

    /// Counts a describe; the last that counts ends what is under way.
    pub(crate) fn count_describe(&mut self, now_ms: u64) {
        if self.describes_left == 0 || !self.is_moving() {
            return;
        }
        self.describes_left -= 1;
        if self.describes_left == 0 {
            for change in &mut self.scheduled {
                change.at_ms = change.at_ms.min(now_ms);
            }
            self.settle(now_ms);
        }
    }

    /// Must be called before anything that a describe shows is changed.
    fn before_change(&mut self, now_ms: u64) {
        let state = self.state.name().to_owned();
        self.previous = Some(Box::new(PreviousView { until_ms: now_ms, state, latest: self.latest_operation() }));
        self.json = None;
    }

    /// What the API object said before the last change, when that was less than `age_ms` ago.
    pub(crate) fn previous(&self, age_ms: u64, now_ms: u64) -> Option<Map<String, Value>> {
        let previous = self.previous.as_ref().filter(|it| now_ms < it.until_ms.saturating_add(age_ms))?;
        let mut shown = previous.latest.to_json();
        shown.insert("InstanceState".to_owned(), json!(previous.state));
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
        let mut finder = FieldFinder::new(name, self.details.given.as_deref());
        self.details.write_fields(&self.id, &self.region, &mut finder);
        finder.end()
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
        self.writer().end()
    }

    /// The API object, if it was kept and nothing of it has changed since.
    pub(super) fn kept_json(&self) -> Option<&str> {
        self.json.as_deref()
    }

    /// Writes the API object and keeps it: most of the time of a describe is the writing.
    pub(super) fn keep_json(&mut self) {
        self.json = Some(self.to_json().into_boxed_str());
    }

    /// Frees what was kept.
    pub(super) fn drop_json(&mut self) {
        self.json = None;
    }

    /// As [`Instance::to_json`], with its region.
    pub(crate) fn to_json_with_region(&self) -> String {
        let mut writer = self.writer();
        writer.put_current("region", &self.region);
        writer.end()
    }

    fn writer(&self) -> JsonWriter<'_> {
        let mut writer = JsonWriter::new(self.details.given.as_deref());
        self.details.write_fields(&self.id, &self.region, &mut writer);
        writer.put_current("InstanceState", &self.state.name());
        writer.put_current("StopChargingMode", &self.stop_charging_mode());
        for (name, value) in self.latest_operation().shown() {
            writer.put_current(name, value);
        }
        writer
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
