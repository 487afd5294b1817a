//! API objects as JSON, and single fields of them.

use super::details::FieldWriter;
use serde::Serialize;
use serde_json::{Map, Value};

/// Room for most objects, in bytes.
const USUAL_LENGTH: usize = 2_048;

type Given<'a> = Option<&'a Map<String, Value>>;

/// The JSON of an object, field by field.
pub(crate) struct JsonWriter<'a> {
    out: Vec<u8>,
    given: Given<'a>,
    /// The names written so far; kept only where fields were given.
    seen: Vec<&'static str>,
}

impl<'a> JsonWriter<'a> {
    pub(crate) fn new(given: Given<'a>) -> Self {
        let mut out = Vec::with_capacity(USUAL_LENGTH);
        out.push(b'{');
        JsonWriter { out, given, seen: Vec::new() }
    }

    /// Writes a field that a given one does not override.
    pub(crate) fn put_current(&mut self, name: &'static str, value: &impl Serialize) {
        self.seen.push(name);
        self.write(name, value);
    }

    /// Writes a field. The names of the service's fields contain nothing to escape, and looking for it takes time.
    fn write(&mut self, name: &'static str, value: &impl Serialize) {
        self.next_field();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.write_value(value);
    }

    fn next_field(&mut self) {
        if self.out.len() > 1 {
            self.out.push(b',');
        }
    }

    fn write_value(&mut self, value: &impl Serialize) {
        // INVARIANT: writing into memory does not fail, and every key is a text.
        let _ = serde_json::to_writer(&mut self.out, value);
    }

    /// The whole object, with the given fields that the service does not know.
    pub(crate) fn end(mut self) -> String {
        for (name, value) in self.given.into_iter().flatten() {
            if !self.seen.contains(&name.as_str()) {
                self.next_field();
                self.write_value(name);
                self.out.push(b':');
                self.write_value(value);
            }
        }
        self.out.push(b'}');
        String::from_utf8(self.out).unwrap_or_default()
    }
}

impl FieldWriter for JsonWriter<'_> {
    fn put<T: Serialize>(&mut self, name: &'static str, value: impl FnOnce() -> T) {
        match self.given {
            None => self.write(name, &value()),
            Some(given) => {
                self.seen.push(name);
                match given.get(name) {
                    None => self.write(name, &value()),
                    Some(given) => self.write(name, &merged(given, value)),
                }
            }
        }
    }
}

/// Looks for one field of an object; the values of all others are never made.
pub(crate) struct FieldFinder<'a> {
    name: &'a str,
    given: Given<'a>,
    found: Option<Value>,
}

impl<'a> FieldFinder<'a> {
    pub(crate) fn new(name: &'a str, given: Given<'a>) -> Self {
        FieldFinder { name, given, found: None }
    }

    pub(crate) fn end(self) -> Option<Value> {
        self.found.or_else(|| self.given.and_then(|given| given.get(self.name)).cloned())
    }
}

impl FieldWriter for FieldFinder<'_> {
    fn put<T: Serialize>(&mut self, name: &'static str, value: impl FnOnce() -> T) {
        if name == self.name {
            let given = self.given.and_then(|given| given.get(name));
            self.found = match given {
                Some(given) => Some(merged(given, value)),
                None => serde_json::to_value(value()).ok(),
            };
        }
    }
}

/// A given field overrides a drawn one; objects are merged, so that `Placement: {Zone}` keeps its project.
fn merged<T: Serialize>(given: &Value, drawn: impl FnOnce() -> T) -> Value {
    let Value::Object(more) = given else { return given.clone() };
    match serde_json::to_value(drawn()) {
        Ok(Value::Object(mut known)) => {
            known.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
            Value::Object(known)
        }
        _ => given.clone(),
    }
}
