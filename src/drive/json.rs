//! Results as JSON text. Writing it by hand keeps a serialiser out of the module; the engine parses it.

use crate::job::{InstanceReport, JobResult, Outcome, Progress, Send, Step};

/// `{"kind":"send",...}` for a driver in JavaScript; the request's other fields are the same for all and added there.
pub(crate) fn step(step: &Step) -> String {
    let mut out = String::new();
    match step {
        Step::Send(Send { ticket, action, payload, acting, reply_by }) => {
            out.push_str("{\"kind\":\"send\",\"ticket\":");
            out.push_str(&ticket.to_string());
            text_member(&mut out, "action", action);
            text_member(&mut out, "payload", payload);
            out.push_str(if *acting { ",\"acting\":true" } else { ",\"acting\":false" });
            number_member(&mut out, "replyByMs", *reply_by);
        }
        Step::Wait { until, reason } => {
            out.push_str("{\"kind\":\"wait\",\"untilMs\":");
            out.push_str(&until.to_string());
            text_member(&mut out, "why", reason.name());
        }
        Step::Done => out.push_str("{\"kind\":\"done\""),
    }
    out.push('}');
    out
}

/// What a `ClientEvent` tells, but when.
#[derive(Clone, Copy, Default)]
pub(crate) struct Event<'a> {
    pub(crate) kind: &'a str,
    pub(crate) action: &'a str,
    pub(crate) attempt: u32,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) code: Option<&'a str>,
    pub(crate) wait_ms: Option<u64>,
    pub(crate) offset_ms: Option<i64>,
}

/// `ClientEvent`, to which the driver adds the time.
pub(crate) fn event(event: &Event<'_>) -> String {
    let mut out = String::from("{\"attempt\":");
    out.push_str(&event.attempt.to_string());
    text_member(&mut out, "kind", event.kind);
    text_member(&mut out, "action", event.action);
    for (name, text) in [("requestId", event.request_id), ("code", event.code)] {
        if let Some(text) = text {
            text_member(&mut out, name, text);
        }
    }
    if let Some(wait) = event.wait_ms {
        number_member(&mut out, "waitMs", wait);
    }
    if let Some(offset) = event.offset_ms {
        out.push_str(",\"offsetMs\":");
        out.push_str(&offset.to_string());
    }
    out.push('}');
    out
}

/// `FleetProgress`.
pub(crate) fn progress(progress: &Progress) -> String {
    let mut out = String::from("{\"total\":");
    out.push_str(&progress.total.to_string());
    out.push_str(",\"outcomes\":{\"pending\":");
    out.push_str(&progress.pending.to_string());
    for (outcome, count) in Outcome::ALL.iter().zip(progress.outcomes) {
        number_member(&mut out, outcome.name(), count as u64);
    }
    out.push('}');
    number_member(&mut out, "requests", u64::from(progress.requests));
    number_member(&mut out, "version", progress.version);
    out.push('}');
    out
}

/// `FleetResult`.
pub(crate) fn result(result: &JobResult<'_>) -> String {
    let mut out = String::with_capacity(40 + result.instances.len() * 120);
    out.push_str(if result.ok { "{\"ok\":true,\"instances\":[" } else { "{\"ok\":false,\"instances\":[" });
    for (nth, instance) in result.instances.iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        self::instance(&mut out, instance);
    }
    out.push_str("],\"requests\":{");
    for (nth, (action, count)) in result.requests.iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        quote(&mut out, action);
        out.push(':');
        out.push_str(&count.to_string());
    }
    out.push('}');
    if result.halted {
        out.push_str(",\"halted\":true");
    }
    number_member(&mut out, "version", result.version);
    out.push('}');
    out
}

/// `InstanceOutcome`. An instance that is still under way is `pending`.
fn instance(out: &mut String, instance: &InstanceReport<'_>) {
    out.push_str("{\"instanceId\":");
    quote(out, instance.id);
    text_member(out, "outcome", instance.outcome.map_or("pending", Outcome::name));
    if let Some(state) = instance.state {
        text_member(out, "state", state.name());
    }
    if let Some(id) = instance.request_id {
        text_member(out, "requestId", id);
    }
    if let Some(fault) = &instance.fault {
        out.push_str(",\"error\":{\"code\":");
        quote(out, fault.code);
        text_member(out, "message", fault.message);
        text_member(out, "advice", fault.advice.name());
        if fault.inferred {
            out.push_str(",\"inferred\":true");
        }
        out.push('}');
    }
    out.push_str(if instance.sent { ",\"sent\":true}" } else { ",\"sent\":false}" });
}

fn text_member(out: &mut String, name: &str, value: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    quote(out, value);
}

fn number_member(out: &mut String, name: &str, value: u64) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    out.push_str(&value.to_string());
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{0}'..='\u{1f}' => {
                out.push_str("\\u00");
                for digit in [c as u32 >> 4, c as u32 & 15] {
                    out.extend(char::from_digit(digit, 16));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
