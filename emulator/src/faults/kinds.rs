//! What can go wrong, a row each. Everything about a kind of fault is in its row: what it is called, what it does, and
//! the line of documentation that says so.

use super::effect::{BodyChange, ClockOffset, Effect, FaultReply, FirstCaller, RowChange};
use crate::fleet::operation::OperationFault;
use crate::http::Delivery;

/// One kind of fault.
#[derive(Debug)]
pub struct FaultKind {
    /// As in `FaultRule.kind`: `html-502`.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    pub(crate) effect: Effect,
}

use Effect::{After, Delay, Drip, Half, Instead, Late, Operation, Partial, Refuse, Skew, Slow, Stale, Twice};

macro_rules! kinds {
    ($($name:literal $effect:expr, $about:literal;)*) => {
        /// Every kind of fault there is, in the order in which the documentation lists them.
        pub const FAULT_KINDS: &[FaultKind] = &[$(FaultKind { name: $name, about: $about, effect: $effect },)*];
    };
}

#[rustfmt::skip]
kinds! {
    "refuse" Instead(FaultReply::Broken(Delivery::Refused)), "the connection is refused: the request never arrives and is not logged";
    "no-name" Instead(FaultReply::Broken(Delivery::NoName)), "the host's name is not found, over a real socket a refused connection: the request never arrives and is not logged";
    "bad-certificate" Instead(FaultReply::Broken(Delivery::BadCertificate)), "the host's certificate has expired, over a real socket a refused connection: the request never arrives and is not logged";
    "reset" Instead(FaultReply::Broken(Delivery::Lost)), "the connection breaks before any byte of the reply; nothing is executed";
    "hang" Instead(FaultReply::Broken(Delivery::Never)), "nothing is executed and nothing is ever sent";
    "html-500" Instead(FaultReply::Page(500, "500 Internal Server Error")), "a gateway's HTML page with status 500; nothing is executed";
    "html-502" Instead(FaultReply::Page(502, "502 Bad Gateway")), "a gateway's HTML page with status 502; nothing is executed";
    "html-504" Instead(FaultReply::Page(504, "504 Gateway Time-out")), "a gateway's HTML page with status 504; nothing is executed";
    "html-200" Instead(FaultReply::Page(200, "Welcome to the Wi-Fi")), "an HTML page with status 200, as a captive portal sends it; nothing is executed";
    "http-429" Instead(FaultReply::Later(429, "429 Too Many Requests", "2")), "status 429 with `Retry-After: 2`; nothing is executed";
    "http-429-bare" Instead(FaultReply::Page(429, "429 Too Many Requests")), "status 429 without `Retry-After`; nothing is executed";
    "http-503" Instead(FaultReply::Later(503, "503 Service Temporarily Unavailable", "2")), "status 503 with `Retry-After: 2`; nothing is executed";
    "http-503-bare" Instead(FaultReply::Page(503, "503 Service Temporarily Unavailable")), "status 503 without `Retry-After`; nothing is executed";
    "http-503-zero" Instead(FaultReply::Later(503, "503 Service Temporarily Unavailable", "0")), "status 503 with `Retry-After: 0`; nothing is executed";
    "http-503-date" Instead(FaultReply::LaterAt(503, "503 Service Temporarily Unavailable", 2)), "status 503 with a `Retry-After` that is the date in 2 seconds; nothing is executed";
    "http-503-garbage" Instead(FaultReply::Later(503, "503 Service Temporarily Unavailable", "soon")), "status 503 with `Retry-After: soon`; nothing is executed";
    "http-503-forever" Instead(FaultReply::Later(503, "503 Service Temporarily Unavailable", "1000000000")), "status 503 with `Retry-After: 1000000000`; nothing is executed";
    "redirect" Instead(FaultReply::Redirect), "status 302 to `https://portal.invalid/`; nothing is executed";
    "not-json" Instead(FaultReply::Body("upstream connect error")), "status 200 and a body that is not JSON; nothing is executed";
    "empty" Instead(FaultReply::Body("")), "status 200 and no body; nothing is executed";
    "null" Instead(FaultReply::Body("null")), "status 200 and the body `null`; nothing is executed";
    "no-envelope" Instead(FaultReply::Body("{}")), "status 200 and the body `{}`; nothing is executed";
    "old-envelope" Instead(FaultReply::Body(r#"{"code":4000,"codeDesc":"InternalError","message":"internal error"}"#)), "an error in the envelope of the API before 3.0; nothing is executed";
    "error" Refuse(None), "the error `code`; nothing is executed";
    "throttle" Refuse(Some("RequestLimitExceeded")), "RequestLimitExceeded; nothing is executed";
    "throttle-account" Refuse(Some("RequestLimitExceeded.UinLimitExceeded")), "RequestLimitExceeded.UinLimitExceeded; nothing is executed";
    "throttle-address" Refuse(Some("RequestLimitExceeded.IPLimitExceeded")), "RequestLimitExceeded.IPLimitExceeded; nothing is executed";
    "throttle-global" Refuse(Some("RequestLimitExceeded.GlobalRegionUinLimitExceeded")), "RequestLimitExceeded.GlobalRegionUinLimitExceeded; nothing is executed";
    "internal-error" Refuse(Some("InternalError")), "InternalError; nothing is executed, which the caller cannot know";
    "internal-server-error" Refuse(Some("InternalServerError")), "InternalServerError; nothing is executed, which the caller cannot know";
    "unavailable" Refuse(Some("ServiceUnavailable")), "ServiceUnavailable; nothing is executed";
    "busy" Refuse(Some("MutexOperation.TaskRunning")), "MutexOperation.TaskRunning; nothing is executed";
    "in-progress" Refuse(Some("OperationDenied.InstanceOperationInProgress")), "OperationDenied.InstanceOperationInProgress; nothing is executed";
    "no-stock" Refuse(Some("ResourceInsufficient")), "ResourceInsufficient; nothing is executed";
    "denied" Refuse(Some("UnauthorizedOperation")), "UnauthorizedOperation: the access policy denies it; nothing is executed";
    "expired-token" Refuse(Some("AuthFailure.TokenFailure")), "AuthFailure.TokenFailure, whatever token was sent; nothing is executed";
    "disabled-key" Refuse(Some("AuthFailure.SecretIdNotFound")), "AuthFailure.SecretIdNotFound, as for a key that was just disabled; nothing is executed";
    "clock-ahead" Skew(ClockOffset::Ahead, 600_000), "the server's clock, and so its `Date`, is `delayMs` ahead (default 10 minutes)";
    "clock-behind" Skew(ClockOffset::Behind, 600_000), "the server's clock, and so its `Date`, is `delayMs` behind (default 10 minutes)";
    "delay" Delay(1_000), "executed on arrival; the reply is held back for `delayMs` (default 1000)";
    "drip" Drip(1_000), "executed; the reply's body comes byte by byte, each after `delayMs` (default 1000)";
    "cut" After(FaultReply::Broken(Delivery::Cut)), "executed; the connection breaks in the middle of the reply's body";
    "accepted-but-reply-lost" After(FaultReply::Broken(Delivery::Lost)), "executed; the connection breaks before any byte of the reply";
    "accepted-but-hang" After(FaultReply::Broken(Delivery::Never)), "executed; no reply is ever sent";
    "accepted-but-html" After(FaultReply::Page(504, "504 Gateway Time-out")), "executed; a gateway's HTML page with status 504 comes instead of the reply";
    "accepted-but-not-json" After(FaultReply::Body("upstream connect error")), "executed; a body that is not JSON comes instead of the reply";
    "accepted-but-internal-error" After(FaultReply::Error("InternalError")), "executed; InternalError comes instead of the reply";
    "truncated" After(FaultReply::Changed(BodyChange::Truncated)), "executed; the reply ends in the middle of its JSON, as if it were whole";
    "wrong-types" After(FaultReply::Changed(BodyChange::WrongTypes)), "executed; every text of the reply is a number and every number a text";
    "no-request-id" After(FaultReply::Changed(BodyChange::NoRequestId)), "executed; the reply has no RequestId";
    "huge" After(FaultReply::Changed(BodyChange::Huge)), "executed; the reply is padded to 16 MB";
    "gzip-bomb" After(FaultReply::Changed(BodyChange::GzipBomb)), "executed; the reply is 200 KB of gzip that become 32 MB";
    "replay" Twice(FirstCaller::Own), "executed twice, as by a proxy that sends again; the second reply arrives";
    "raced" Twice(FirstCaller::Foreign), "somebody else's request for the same arrives just before, and is executed first";
    "half-done" Half, "only the first half of InstanceIds is acted on; the reply is InternalServerError";
    "partial" Partial, "one bad instance does not stop the others of its batch, as with `batches: \"partial\"`";
    "fails" Operation(OperationFault::Fails), "accepted; the operation ends FAILED and the instance is where it was";
    "stuck" Operation(OperationFault::Stuck), "accepted; the operation never ends";
    "slow" Slow(60_000), "accepted; the operation takes `delayMs` longer (default 60000)";
    "late" Late(30_000), "accepted; the operation begins only `delayMs` later (default 30000)";
    "human-stop" Operation(OperationFault::HumanStop), "accepted; half way, somebody at the console stops the instance";
    "human-terminate" Operation(OperationFault::HumanTerminate), "accepted; half way, somebody at the console terminates the instance";
    "stale-describe" Stale(5_000), "describes what changed in the last `delayMs` as it was before (default 5000)";
    "omit" Effect::Rows(RowChange::Omit), "describes as if the instance, or every one, did not exist";
    "short-page" Effect::Rows(RowChange::Short), "describes half of the rows, though TotalCount counts all";
    "repeat-rows" Effect::Rows(RowChange::Repeat), "describes every row twice";
    "foreign-rows" Effect::Rows(RowChange::Foreign), "describes instances nobody asked for, under ids of their own";
    "unknown-state" Effect::Rows(RowChange::UnknownState), "describes the instance, or every one, in a state that no documentation knows";
    "no-latest-operation" Effect::Rows(RowChange::NoLatest), "describes the instance, or every one, without LatestOperation and its companions";
}
