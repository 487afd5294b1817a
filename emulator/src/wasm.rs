//! The JavaScript bindings: conversions, no decisions. `pkg/emulator/` is the only caller.
//!
//! Requests and replies cross as objects; options, rules and saved states, which are checked field by field here, as
//! JSON.
//! Every error is a sentence, thrown as a string.

use crate::Emulator;
use crate::faults::kinds::FAULT_KINDS;
use crate::fleet::magic_ids::MAGIC_IDS;
use crate::http::{Request, Response};
use crate::keys::{Account, PolicyRow};
use crate::log::Entry;
use crate::options::{DEMO_SECRET_ID, DEMO_SECRET_KEY, Options};
use crate::stubs::exchange::{Exchange, OpenExchange};
use serde::{Deserialize, Serialize, Serializer};
use serde_wasm_bindgen::Serializer as ToJs;
use std::collections::BTreeMap;
use tencentcloud_edge::model::InstanceState;
use wasm_bindgen::prelude::*;

/// A request without its body, which is passed as bytes.
#[derive(Deserialize)]
struct Head {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

/// A reply, and what was logged of its request.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reply<'a> {
    status: u16,
    headers: &'a [(String, String)],
    body: Bytes<'a>,
    delivery: &'static str,
    delay_ms: u64,
    gap_ms: u64,
    entry: Option<&'a Entry>,
}

/// A request that a stub's owner answers: its number, and what is asked, as JSON.
#[derive(Serialize)]
struct Ask {
    open: u32,
    call: String,
}

/// Becomes a `Uint8Array`.
struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

#[derive(Serialize)]
struct Kind {
    name: &'static str,
    about: &'static str,
}

#[derive(Serialize)]
struct Magic {
    id: &'static str,
    code: &'static str,
}

/// An emulator. Times are Unix milliseconds.
#[wasm_bindgen]
pub struct EmulatorHandle {
    emulator: Emulator,
    /// Requests that wait for a stub's owner, by their numbers.
    open: BTreeMap<u32, OpenExchange>,
    last_open: u32,
}

impl From<Emulator> for EmulatorHandle {
    fn from(emulator: Emulator) -> Self {
        EmulatorHandle { emulator, open: BTreeMap::new(), last_open: 0 }
    }
}

#[wasm_bindgen]
impl EmulatorHandle {
    /// Makes one from the options of `createEmulator`, as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<EmulatorHandle, String> {
        Options::from_json(options).and_then(Emulator::new).map(Self::from)
    }

    /// The one that `save` wrote.
    pub fn restore(saved: &str) -> Result<EmulatorHandle, String> {
        Emulator::restore(saved).map(Self::from)
    }

    /// Answers `{ method, target, headers: [[name, value]] }` and a body with
    /// `{ status, headers, body, delivery, delayMs, gapMs, entry }`, or with `{ open, call }` where a stub asks its owner, who
    /// answers with `finish`.
    pub fn handle(&mut self, now_ms: f64, head: JsValue, body: Vec<u8>) -> Result<JsValue, String> {
        match self.emulator.begin(now_ms as u64, &read_request(head, body)?) {
            Exchange::Replied(response, entry) => write_reply(&response, entry.as_ref()),
            Exchange::Asks(open) => {
                self.last_open = self.last_open.wrapping_add(1);
                let call = open.call();
                self.open.insert(self.last_open, *open);
                to_js(&Ask { open: self.last_open, call })
            }
        }
    }

    /// The reply to the request with this number, after its stub's owner gave one, as JSON. Without one it is forgotten.
    pub fn finish(&mut self, now_ms: f64, open: u32, reply: Option<String>) -> Result<JsValue, String> {
        let open = self.open.remove(&open).ok_or("there is no such open request")?;
        let Some(reply) = reply else { return Ok(JsValue::UNDEFINED) };
        let (response, entry) = self.emulator.finish(now_ms as u64, open, &reply);
        write_reply(&response, entry.as_ref())
    }

    /// Adds a stub with a reply, as JSON, or with none: then its owner is asked.
    pub fn stub(&mut self, service: &str, action: &str, reply: Option<String>) -> Result<(), String> {
        match reply {
            Some(reply) => self.emulator.stub(service, action, &reply),
            None => self.emulator.stub_by_owner(service, action),
        }
    }

    /// Drops all stubs.
    pub fn clear_stubs(&mut self) {
        self.emulator.clear_stubs();
    }

    /// For the log of a server: with what `diagnoseSignature` finds out why the signature of such a request is not valid, as
    /// JSON. Nothing if it is valid or that cannot be told. The doctor itself has a module of its own.
    pub fn diagnosis_keys(&self, head: JsValue, body: Vec<u8>) -> Result<Option<String>, String> {
        Ok(self.emulator.diagnosis_keys_json(&read_request(head, body)?))
    }

    /// Adds fault rules, a JSON array: all of them, or none when one is wrong.
    pub fn inject(&mut self, rules: &str) -> Result<(), String> {
        self.emulator.inject_json(rules)
    }

    /// Drops all rules.
    pub fn clear_faults(&mut self) {
        self.emulator.clear_faults();
    }

    /// Adds a key, as JSON, or replaces the one with its SecretId.
    pub fn add_key(&mut self, key: &str) -> Result<(), String> {
        self.emulator.add_key(Account::from_json(key)?)
    }

    /// Removes a key.
    pub fn remove_key(&mut self, secret_id: &str) -> Result<(), String> {
        self.emulator.remove_key(secret_id)
    }

    /// `[{ secretId, uin, expiresAtMs?, roleArn? }]`, as JSON.
    pub fn keys(&self) -> Result<String, String> {
        serde_json::to_string(&self.emulator.keys()).map_err(|_| "the keys cannot be written".to_owned())
    }

    /// Replaces the table of policies by another, a JSON array.
    pub fn set_policies(&mut self, rows: &str) -> Result<(), String> {
        self.emulator.set_policies(PolicyRow::list_from_json(rows)?);
        Ok(())
    }

    /// Puts an instance into a state.
    pub fn set(&mut self, now_ms: f64, instance_id: &str, state: &str) -> Result<(), String> {
        let state = InstanceState::parse(state).ok_or_else(|| {
            let known: Vec<&str> = InstanceState::ALL.iter().map(|state| state.name()).collect();
            format!("the state is not one of them: {}", known.join(", "))
        })?;
        self.emulator.set(now_ms as u64, instance_id, state)
    }

    /// An `EmulatorSnapshot`, as JSON, which is much faster for a large fleet.
    pub fn snapshot(&mut self, now_ms: f64) -> String {
        self.emulator.snapshot_json(now_ms as u64)
    }

    /// Applies every change that is due.
    pub fn settle(&mut self, now_ms: f64) {
        self.emulator.settle(now_ms as u64);
    }

    /// Everything, as text for `restore`.
    pub fn save(&self) -> String {
        self.emulator.save()
    }

    /// `[{ name, about }]`: the kinds of faults.
    pub fn fault_kinds() -> Result<JsValue, String> {
        let kinds: Vec<Kind> = FAULT_KINDS.iter().map(|kind| Kind { name: kind.name, about: kind.about }).collect();
        to_js(&kinds)
    }

    /// `[{ id, code }]`: the ids that always answer an error.
    pub fn magic_ids() -> Result<JsValue, String> {
        let ids: Vec<Magic> = MAGIC_IDS.iter().map(|row| Magic { id: row.id, code: row.code }).collect();
        to_js(&ids)
    }

    /// SecretId and SecretKey of the demo pair.
    pub fn demo_pair() -> Vec<String> {
        vec![DEMO_SECRET_ID.to_owned(), DEMO_SECRET_KEY.to_owned()]
    }
}

fn read_request(head: JsValue, body: Vec<u8>) -> Result<Request, String> {
    let Head { method, target, headers } =
        serde_wasm_bindgen::from_value(head).map_err(|error| format!("the request cannot be read: {error}"))?;
    Ok(Request { method, target, headers, body })
}

fn write_reply(response: &Response, entry: Option<&Entry>) -> Result<JsValue, String> {
    let Response { status, headers, body, delivery, delay_ms, gap_ms } = response;
    to_js(&Reply {
        status: *status,
        headers,
        body: Bytes(body),
        delivery: delivery.name(),
        delay_ms: *delay_ms,
        gap_ms: *gap_ms,
        entry,
    })
}

/// Objects rather than maps, and `null` for what is not there.
fn to_js(value: &impl Serialize) -> Result<JsValue, String> {
    value
        .serialize(&ToJs::json_compatible().serialize_bytes_as_arrays(false))
        .map_err(|error| format!("the reply cannot be written: {error}"))
}
