//! The exports of `tencentcloud-edge/diagnose`.

use super::fields::{self, Named};
use super::stack::wipe_stack;
use super::thrown;
use crate::Error;
use crate::diagnose::{self, Finding, Known, Language, Meant, PartReport, Received, Report, read_message};
use crate::sign::Endpoint;
use std::borrow::Cow;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// No function here goes deeper into the stack, in bytes.
const STACK_DEPTH: usize = 64 * 1024;

/// Diagnoses a message, or the body of a request that is packed. `pkg/lib/diagnose/` packs what is known and reads the report:
/// names and values in turn, a `cause` or `part` first in each row.
#[wasm_bindgen]
pub fn diagnose(packed: String, message: &[u8], payload: Option<Vec<u8>>) -> Result<String, JsValue> {
    let packed = Zeroizing::new(packed);
    let report = examine(&packed, message, payload.as_deref()).map_err(|error| thrown(&error));
    wipe_stack::<STACK_DEPTH>();
    report
}

fn examine(packed: &str, message: &[u8], payload: Option<&[u8]>) -> Result<String, Error> {
    let given = Named::read(packed)?;
    let received = match given.text("receivedMethod") {
        None => read_message(message)?,
        Some(method) => structured(&given, method, message),
    };
    let known = known(&given, payload)?;
    let language = if given.text("language") == Some("zh-CN") { Language::Chinese } else { Language::English };
    Ok(write(&diagnose::diagnose(&received, &known), language))
}

/// A request that was given as an object.
fn structured<'a>(given: &Named<'_>, method: &str, body: &'a [u8]) -> Received<'a> {
    let headers = given.pairs("receivedHeader", "value");
    Received {
        method: Some(method.to_owned()),
        target: given.text("receivedTarget").unwrap_or("/").to_owned(),
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: given.text("receivedBody").map(|_| Cow::Borrowed(body)),
        open_end: false,
    }
}

fn known<'a>(given: &Named<'a>, payload: Option<&'a [u8]>) -> Result<Known<'a>, Error> {
    // JavaScript has checked that these are whole numbers.
    let number = |name: &str| given.text(name).and_then(|text| text.parse::<u64>().ok());
    let meant = Meant {
        algorithm: given.text("algorithm"),
        method: given.text("method"),
        service: given.text("service"),
        version: given.text("version"),
        action: given.text("action"),
        region: given.text("region"),
        language: given.text("requestLanguage"),
        host: host(given)?,
        query: given.text("query"),
        content_type: given.text("contentType"),
        payload,
        signed_headers: given.text("signedHeaders"),
        unsigned_payload: given.text("unsignedPayload").is_some(),
        timestamp: number("timestamp"),
        headers: given.pairs("header", "value"),
    };
    Ok(Known {
        secret_id: given.text("secretId"),
        secret_key: given.text("secretKey").filter(|key| !key.is_empty()),
        token: given.text("token"),
        other_keys: given.pairs("otherId", "otherKey"),
        meant,
        received_at: number("receivedAt"),
        max_skew: None,
        pairs: given.text("quick").is_none(),
    })
}

/// The host that is meant to be signed, where it was said.
fn host(given: &Named<'_>) -> Result<Option<String>, Error> {
    if let Some(host) = given.text("host") {
        return Ok(Some(host.to_ascii_lowercase()));
    }
    let Some(endpoint) = given.text("endpoint") else { return Ok(None) };
    let mut host = Vec::new();
    Endpoint::parse(endpoint)?.put_host(&mut host);
    Ok(String::from_utf8(host).ok())
}

fn write(report: &Report, language: Language) -> String {
    let tried = report.tried.to_string();
    let matches = report.signature_matches.map(|matches| if matches { "true" } else { "false" });
    let timestamp = report.found_timestamp.map(|timestamp| timestamp.to_string());
    let mut rows: Vec<(&str, Cow<'_, str>)> = vec![
        ("verdict", report.verdict.name().into()),
        ("algorithm", report.algorithm.into()),
        ("tried", tried.into()),
        ("text", report.text(language).into()),
    ];
    let optional = [
        ("matches", matches),
        ("canonicalRequest", report.canonical_request.as_deref()),
        ("stringToSign", report.string_to_sign.as_deref()),
        ("timestamp", timestamp.as_deref()),
    ];
    rows.extend(optional.into_iter().filter_map(|(name, text)| Some((name, text?.into()))));
    report.causes.iter().for_each(|finding| rows.extend(cause(finding, language)));
    report.parts.iter().for_each(|part| rows.extend(self::part(part)));
    let texts: Vec<&str> = rows.iter().flat_map(|(name, text)| [name, text.as_ref()]).collect();
    fields::pack(&texts)
}

fn cause(finding: &Finding, language: Language) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
    let Finding { cause, certainty, signed, received } = finding;
    let rows = [
        ("cause", Cow::from(cause.code)),
        ("part", cause.part.name().into()),
        ("certainty", certainty.name().into()),
        ("message", finding.message(language).into()),
        ("remedy", finding.remedy(language).into()),
        ("signed", signed.as_str().into()),
        ("received", received.as_str().into()),
    ];
    rows.into_iter().filter(|(_, text)| !text.is_empty())
}

fn part(report: &PartReport) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
    let rows = [
        ("row", Some(report.part.name())),
        ("state", Some(report.state.name())),
        ("received", report.received.as_deref()),
        ("signed", report.signed.as_deref()),
    ];
    rows.into_iter().filter_map(|(name, text)| Some((name, text?.into())))
}
