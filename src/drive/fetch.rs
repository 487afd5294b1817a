//! One HTTP exchange: a signed request in, status, headers and a capped body out.

use super::host::{Host, HttpReply};
use super::operation::{settled, sleep};
use super::sync::{Either, first};
use crate::Error;
use crate::error::client;
use crate::model::Advice;
use crate::sign::{Method, SignedRequest};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

/// What came back over HTTP.
pub(super) struct HttpResponse {
    pub(super) status: u16,
    pub(super) body: String,
    /// Retry-After, in milliseconds.
    pub(super) retry_after: Option<u64>,
    /// The Date header, in Unix milliseconds.
    pub(super) date: Option<f64>,
}

/// The beginning of the error for a reply that is longer than the limit. `pkg/lib/calling/describe.js` knows it too.
const TOO_BIG: &str = "the reply is over ";
const UNWANTED_STREAM: &str =
    "the reply consists of server-sent events: call the action with `stream: true`. It may have been executed";

/// Why there is no response.
pub(super) enum FetchError {
    /// No connection was made, so nothing can have been executed.
    NotSent(Error),
    /// The service may have acted.
    Lost(Error),
}

/// How long an exchange may take: what is left of an attempt's timeout, and that timeout, in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) left_ms: u64,
    pub(super) timeout_ms: u64,
}

/// Sends and reads, both within the limit, whatever the caller's fetch makes of the abort signal.
pub(super) async fn exchange(
    host: &Host,
    signed: &SignedRequest,
    body: &JsValue,
    controller: &AbortController,
    limit: Limit,
    most_bytes: usize,
) -> Result<HttpResponse, FetchError> {
    let work = async {
        let reply = send(host, signed, body, controller).await?;
        read(host, &reply, most_bytes).await.map_err(FetchError::Lost)
    };
    match first(work, sleep(limit.left_ms)).await {
        Either::First(done) => done,
        Either::Second(()) => {
            controller.abort();
            let ms = limit.timeout_ms.to_string();
            Err(FetchError::Lost(Error::new(client::TIMEOUT, ["no reply within ", &ms, " ms"].concat())))
        }
    }
}

async fn send(
    host: &Host,
    signed: &SignedRequest,
    body: &JsValue,
    controller: &AbortController,
) -> Result<HttpReply, FetchError> {
    let method = if signed.method == Method::Get { "GET" } else { "POST" };
    let lines: Vec<&str> = signed.headers.iter().flat_map(|(name, value)| [&**name, &**value]).collect();
    let reply = settled(&host.fetch(&signed.url, method, &lines.join("\n"), body, &controller.signal())).await;
    reply.map(JsCast::unchecked_into).map_err(|thrown| {
        let reason = text_of(&thrown);
        if is_service(&signed.url) && PAGE_FAILURES.iter().any(|known| reason.starts_with(known)) {
            let error = network(&[&reason, ANSWERS_NO_PAGE].concat());
            return FetchError::NotSent(Error { advice: Advice::FixRequest, ..error });
        }
        let kind = if was_not_sent(&thrown) { FetchError::NotSent } else { FetchError::Lost };
        kind(network(&reason))
    })
}

async fn read(host: &Host, reply: &HttpReply, most_bytes: usize) -> Result<HttpResponse, Error> {
    if reply.is_unwanted_stream() {
        return Err(Error::new(client::UNEXPECTED_REPLY, UNWANTED_STREAM));
    }
    let text = settled(&host.read(reply, most_bytes as f64)).await.map_err(|thrown| network(&text_of(&thrown)))?;
    let Some(body) = text.as_string() else {
        return Err(Error::new(client::BAD_REPLY, [TOO_BIG, &(most_bytes >> 20).to_string(), " MiB"].concat()));
    };
    let retry_after = reply.retry_after_ms().map(|ms| ms.max(0.0) as u64);
    Ok(HttpResponse { status: reply.status(), body, retry_after, date: reply.date_ms() })
}

/// The beginning of the error for a request that failed on the way.
pub(super) const REQUEST_FAILED: &str = "the request failed: ";
/// What Chromium, Firefox and Safari say of every fetch that failed.
const PAGE_FAILURES: [&str; 3] = ["Failed to fetch", "NetworkError when attempting to fetch", "Load failed"];
/// `pkg/lib/core/hints.js` knows these words. No preflight of such a request is answered, so none was executed.
const ANSWERS_NO_PAGE: &str =
    ". Tencent Cloud's API answers no web page (CORS): call it from a server, or through the gateway";

/// Whether a URL is one of the service's own, not of a proxy that may answer pages.
fn is_service(url: &str) -> bool {
    url.split('/').nth(2).is_some_and(|host| host.ends_with(".tencentcloudapi.com"))
}

fn network(reason: &str) -> Error {
    Error::new(client::NETWORK, [REQUEST_FAILED, reason].concat())
}

/// The words of what JavaScript threw, and of its cause, where the reason of a failed fetch stands.
fn text_of(thrown: &JsValue) -> String {
    let member = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default();
    let message = member(thrown, "message").as_string().unwrap_or_else(|| "no reason given".to_owned());
    let cause = member(thrown, "cause");
    let code = member(&cause, "code").as_string().or_else(|| member(&cause, "message").as_string());
    match code {
        Some(code) => [&message, " (", &code, ")"].concat(),
        None => message,
    }
}

/// Whether an exchange was ended because its reply was too long.
pub(super) fn too_big(error: &Error) -> bool {
    error.code == client::BAD_REPLY && error.message.starts_with(TOO_BIG)
}

/// The system calls before there is a connection, as Node names them in the error behind a failed fetch.
const CONNECTING: [&str; 2] = ["connect", "getaddrinfo"];

/// The codes of errors before there is a connection that a request could go over: nobody there, no such name, no certificate
/// that is accepted, no protocol in common. A reset, a closed socket or a TLS alert of another kind may come after it was
/// executed.
const NOT_SENT: [&str; 24] = [
    // Node
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "CERT_REVOKED",
    "CERT_UNTRUSTED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ENOTFOUND",
    "ERR_SSL_NO_PROTOCOLS_AVAILABLE",
    "ERR_SSL_PACKET_LENGTH_TOO_LONG",
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    "ERR_SSL_UNSUPPORTED_PROTOCOL",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UND_ERR_CONNECT_TIMEOUT",
    // Electron
    "ERR_CERT_AUTHORITY_INVALID",
    "ERR_CONNECTION_REFUSED",
    "ERR_NAME_NOT_RESOLVED",
    // Bun
    "ConnectionRefused",
    "FailedToOpenSocket",
];

/// What has no code is known by its words: Deno's name the stage, Node's the port that fetch refuses by itself.
const NOT_SENT_WORDS: [&str; 2] = ["client error (Connect)", "bad port"];

/// Whether a failed fetch says that no connection was made. Browsers and workerd have one message for everything.
fn was_not_sent(thrown: &JsValue) -> bool {
    let member = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default();
    let text = |of: &JsValue, name: &str| member(of, name).as_string().unwrap_or_default();
    let says = |error: &JsValue| {
        let words = text(error, "message");
        NOT_SENT.contains(&text(error, "code").as_str())
            || CONNECTING.contains(&text(error, "syscall").as_str())
            || NOT_SENT_WORDS.iter().any(|known| words.contains(known))
    };
    let cause = member(thrown, "cause");
    // Several addresses were tried, and no connection came of any.
    let each = member(&cause, "errors").dyn_into::<js_sys::Array>();
    let none = each.is_ok_and(|each| each.length() > 0 && each.iter().all(|error| says(&error)));
    none || [thrown, &cause].iter().any(|error| says(error))
}
