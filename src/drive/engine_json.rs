//! JSON read with the engine's own parser.

use crate::wire::Json;
use wasm_bindgen::{JsCast as _, JsValue};

/// A parsed value of the engine.
pub(crate) struct EngineJson(JsValue);

/// Parses a text; `None` if it is not JSON.
pub(crate) fn parse(text: &str) -> Option<EngineJson> {
    js_sys::JSON::parse(text).ok().map(EngineJson)
}

impl Json for EngineJson {
    fn get(&self, name: &str) -> Option<Self> {
        if !self.0.is_object() {
            return None;
        }
        let value = js_sys::Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined()).then_some(EngineJson(value))
    }
    fn text(&self) -> Option<String> {
        self.0.as_string()
    }
    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn items(&self) -> Option<Vec<Self>> {
        let array = self.0.dyn_ref::<js_sys::Array>()?;
        Some(array.iter().map(EngineJson).collect())
    }
}
