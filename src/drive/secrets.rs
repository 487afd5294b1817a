//! The secret parameters of an operation, as JavaScript gives them when a request is sent.

use super::host::Host;
use crate::Error;
use crate::job::Secrets;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

/// Asks the host for them.
///
/// # Errors
/// `Client.InvalidArgument` if they cannot be had, are incomplete or do not fit.
pub(super) fn secrets_of(host: &Host, action: &str) -> Result<Secrets, Error> {
    let given = host.secret_parameters();
    let given = given.ok_or_else(|| Error::argument("secretParameters", "could not be read when a request was due"))?;
    read_secrets(action, Some(&given))
}

/// Secret parameters as JavaScript gives them: names and JSON values in turn.
pub(crate) fn read_secrets(action: &str, given: Option<&js_sys::Array>) -> Result<Secrets, Error> {
    let text = |text: JsValue| text.as_string().map(Zeroizing::new);
    let texts: Vec<Zeroizing<String>> = given.into_iter().flat_map(js_sys::Array::iter).filter_map(text).collect();
    let pairs = texts.chunks_exact(2).filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str())));
    Secrets::check(action, &pairs.collect::<Vec<_>>())
}
