//! API objects as they are written, and single fields of them.

use crate::fleet::details::Sink;
use serde::Serialize;
use serde_json::{Map, Value};

/// Most objects are not longer, in bytes.
const USUAL_LENGTH: usize = 2_048;

type Given<'a> = Option<&'a Map<String, Value>>;

/// The JSON of an object, field by field.
pub(crate) struct Row<'a> {
    out: Vec<u8>,
    given: Given<'a>,
    /// The names so far, where there may be given ones beside them.
    seen: Vec<&'static str>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(given: Given<'a>) -> Self {
        let mut out = Vec::with_capacity(USUAL_LENGTH);
        out.push(b'{');
        Row { out, given, seen: Vec::new() }
    }

    /// A field that no given one goes before.
    pub(crate) fn put_now(&mut self, name: &'static str, value: &impl Serialize) {
        self.seen.push(name);
        self.write(name, value);
    }

    fn write(&mut self, name: &str, value: &impl Serialize) {
        if self.out.len() > 1 {
            self.out.push(b',');
        }
        // INVARIANT: writing into memory does not fail, and every key is a text.
        let _ = serde_json::to_writer(&mut self.out, name);
        self.out.push(b':');
        let _ = serde_json::to_writer(&mut self.out, value);
    }

    /// The whole object, with the given fields that stand beside the known ones.
    pub(crate) fn end(mut self) -> String {
        for (name, value) in self.given.into_iter().flatten() {
            if !self.seen.contains(&name.as_str()) {
                self.write(name, value);
            }
        }
        self.out.push(b'}');
        String::from_utf8(self.out).unwrap_or_default()
    }
}

impl Sink for Row<'_> {
    fn put<T: Serialize>(&mut self, name: &'static str, value: impl FnOnce() -> T) {
        match self.given {
            None => self.write(name, &value()),
            Some(given) => {
                self.seen.push(name);
                match given.get(name) {
                    None => self.write(name, &value()),
                    Some(given) => self.write(name, &joined(given, value)),
                }
            }
        }
    }
}

/// One field of an object, and no other is made.
pub(crate) struct Find<'a> {
    name: &'a str,
    given: Given<'a>,
    found: Option<Value>,
}

impl<'a> Find<'a> {
    pub(crate) fn new(name: &'a str, given: Given<'a>) -> Self {
        Find { name, given, found: None }
    }

    pub(crate) fn end(self) -> Option<Value> {
        self.found.or_else(|| self.given.and_then(|given| given.get(self.name)).cloned())
    }
}

impl Sink for Find<'_> {
    fn put<T: Serialize>(&mut self, name: &'static str, value: impl FnOnce() -> T) {
        if name == self.name {
            let given = self.given.and_then(|given| given.get(name));
            self.found = match given {
                Some(given) => Some(joined(given, value)),
                None => serde_json::to_value(value()).ok(),
            };
        }
    }
}

/// A given field over a drawn one; objects are joined, so that `Placement: {Zone}` keeps its project.
fn joined<T: Serialize>(given: &Value, drawn: impl FnOnce() -> T) -> Value {
    let Value::Object(more) = given else { return given.clone() };
    match serde_json::to_value(drawn()) {
        Ok(Value::Object(mut known)) => {
            known.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
            Value::Object(known)
        }
        _ => given.clone(),
    }
}

/// A JSON list of what is JSON already.
pub(crate) fn list(items: impl Iterator<Item = String>) -> String {
    let mut text = String::from("[");
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&item);
    }
    text.push(']');
    text
}
