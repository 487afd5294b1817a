//! What can go wrong, a row each. Everything about a kind of fault is in its row: what it is called, what it does, and
//! the line of documentation that says so.

use crate::fleet::instance::Course;
use crate::http::Delivery;
use crate::http::envelope::{Answer, Change};

/// One kind of fault.
#[derive(Debug)]
pub struct FaultKind {
    /// As in `FaultRule.kind`: `html-502`.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    pub(crate) effect: Effect,
}

/// What a fault does to a request. Where a number of milliseconds is given, it is the default of `delayMs`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    /// Answers before anything is looked at; nothing is executed.
    Instead(Answer),
    /// Refuses with this code a request that is well signed and within the rate; `None` is the rule's code.
    Refuse(Option<&'static str>),
    /// Executes, and then sends something else than the true reply.
    After(Answer),
    /// Holds the reply back.
    Delay(u64),
    /// Sends the reply's body byte by byte.
    Drip(u64),
    /// The server's clock is off: ahead, or behind.
    Skew(Ahead, u64),
    /// How the operations that the request begins go.
    Operation(Course),
    /// The operations take longer.
    Slow(u64),
    /// The operations begin later.
    Late(u64),
    /// One bad instance does not stop the others.
    Partial,
    /// Only the first half of the instances is acted on, then the service fails inside.
    Half,
    /// The request is executed twice; the second reply arrives. The first time it is the caller's own, or somebody else's.
    Twice(Whose),
    /// Changes the rows of a describe reply.
    Rows(Rows),
    /// Describes what changed lately as it was before.
    Stale(u64),
}

/// The sign of a skew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ahead {
    Yes,
    No,
}

/// Whose request is executed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Own,
    Foreign,
}

/// What happens to the rows of a describe reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// They are missing, and not counted.
    Omit,
    /// Half of them are missing, though counted.
    Short,
    /// They come twice.
    Repeat,
    /// They are of other instances.
    Foreign,
    /// Their state is one that no documentation knows.
    UnknownState,
    /// They say nothing of the latest operation.
    NoLatest,
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
    "refuse" Instead(Answer::Broken(Delivery::Refused)), "the connection is refused: the request never arrives and is not logged";
    "no-name" Instead(Answer::Broken(Delivery::NoName)), "the host's name is not found, over a real socket a refused connection: the request never arrives and is not logged";
    "bad-certificate" Instead(Answer::Broken(Delivery::BadCertificate)), "the host's certificate has expired, over a real socket a refused connection: the request never arrives and is not logged";
    "reset" Instead(Answer::Broken(Delivery::Lost)), "the connection breaks before any byte of the reply; nothing is executed";
    "hang" Instead(Answer::Broken(Delivery::Never)), "nothing is executed and nothing is ever sent";
    "html-500" Instead(Answer::Page(500, "500 Internal Server Error")), "a gateway's HTML page with status 500; nothing is executed";
    "html-502" Instead(Answer::Page(502, "502 Bad Gateway")), "a gateway's HTML page with status 502; nothing is executed";
    "html-504" Instead(Answer::Page(504, "504 Gateway Time-out")), "a gateway's HTML page with status 504; nothing is executed";
    "html-200" Instead(Answer::Page(200, "Welcome to the Wi-Fi")), "an HTML page with status 200, as a captive portal sends it; nothing is executed";
    "http-429" Instead(Answer::Later(429, "429 Too Many Requests", "2")), "status 429 with `Retry-After: 2`; nothing is executed";
    "http-429-bare" Instead(Answer::Page(429, "429 Too Many Requests")), "status 429 without `Retry-After`; nothing is executed";
    "http-503" Instead(Answer::Later(503, "503 Service Temporarily Unavailable", "2")), "status 503 with `Retry-After: 2`; nothing is executed";
    "http-503-bare" Instead(Answer::Page(503, "503 Service Temporarily Unavailable")), "status 503 without `Retry-After`; nothing is executed";
    "http-503-zero" Instead(Answer::Later(503, "503 Service Temporarily Unavailable", "0")), "status 503 with `Retry-After: 0`; nothing is executed";
    "http-503-date" Instead(Answer::LaterAt(503, "503 Service Temporarily Unavailable", 2)), "status 503 with a `Retry-After` that is the date in 2 seconds; nothing is executed";
    "http-503-garbage" Instead(Answer::Later(503, "503 Service Temporarily Unavailable", "soon")), "status 503 with `Retry-After: soon`; nothing is executed";
    "http-503-forever" Instead(Answer::Later(503, "503 Service Temporarily Unavailable", "1000000000")), "status 503 with `Retry-After: 1000000000`; nothing is executed";
    "redirect" Instead(Answer::Redirect), "status 302 to `https://portal.invalid/`; nothing is executed";
    "not-json" Instead(Answer::Body("upstream connect error")), "status 200 and a body that is not JSON; nothing is executed";
    "empty" Instead(Answer::Body("")), "status 200 and no body; nothing is executed";
    "null" Instead(Answer::Body("null")), "status 200 and the body `null`; nothing is executed";
    "no-envelope" Instead(Answer::Body("{}")), "status 200 and the body `{}`; nothing is executed";
    "old-envelope" Instead(Answer::Body(r#"{"code":4000,"codeDesc":"InternalError","message":"internal error"}"#)), "an error in the envelope of the API before 3.0; nothing is executed";
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
    "clock-ahead" Skew(Ahead::Yes, 600_000), "the server's clock, and so its `Date`, is `delayMs` ahead (default 10 minutes)";
    "clock-behind" Skew(Ahead::No, 600_000), "the server's clock, and so its `Date`, is `delayMs` behind (default 10 minutes)";
    "delay" Delay(1_000), "executed on arrival; the reply is held back for `delayMs` (default 1000)";
    "drip" Drip(1_000), "executed; the reply's body comes byte by byte, each after `delayMs` (default 1000)";
    "cut" After(Answer::Broken(Delivery::Cut)), "executed; the connection breaks in the middle of the reply's body";
    "accepted-but-reply-lost" After(Answer::Broken(Delivery::Lost)), "executed; the connection breaks before any byte of the reply";
    "accepted-but-hang" After(Answer::Broken(Delivery::Never)), "executed; no reply is ever sent";
    "accepted-but-html" After(Answer::Page(504, "504 Gateway Time-out")), "executed; a gateway's HTML page with status 504 comes instead of the reply";
    "accepted-but-not-json" After(Answer::Body("upstream connect error")), "executed; a body that is not JSON comes instead of the reply";
    "accepted-but-internal-error" After(Answer::Error("InternalError")), "executed; InternalError comes instead of the reply";
    "truncated" After(Answer::Changed(Change::Truncated)), "executed; the reply ends in the middle of its JSON, as if it were whole";
    "wrong-types" After(Answer::Changed(Change::WrongTypes)), "executed; every text of the reply is a number and every number a text";
    "no-request-id" After(Answer::Changed(Change::NoRequestId)), "executed; the reply has no RequestId";
    "huge" After(Answer::Changed(Change::Huge)), "executed; the reply is padded to 16 MB";
    "gzip-bomb" After(Answer::Changed(Change::Bomb)), "executed; the reply is 200 KB of gzip that become 32 MB";
    "replay" Twice(Whose::Own), "executed twice, as by a proxy that sends again; the second reply arrives";
    "raced" Twice(Whose::Foreign), "somebody else's request for the same arrives just before, and is executed first";
    "half-done" Half, "only the first half of InstanceIds is acted on; the reply is InternalServerError";
    "partial" Partial, "one bad instance does not stop the others of its batch, as with `batches: \"partial\"`";
    "fails" Operation(Course::Fails), "accepted; the operation ends FAILED and the instance is where it was";
    "stuck" Operation(Course::Stuck), "accepted; the operation never ends";
    "slow" Slow(60_000), "accepted; the operation takes `delayMs` longer (default 60000)";
    "late" Late(30_000), "accepted; the operation begins only `delayMs` later (default 30000)";
    "human-stop" Operation(Course::HumanStop), "accepted; half way, somebody at the console stops the instance";
    "human-terminate" Operation(Course::HumanTerminate), "accepted; half way, somebody at the console terminates the instance";
    "stale-describe" Stale(5_000), "describes what changed in the last `delayMs` as it was before (default 5000)";
    "omit" Effect::Rows(Rows::Omit), "describes as if the instance, or every one, did not exist";
    "short-page" Effect::Rows(Rows::Short), "describes half of the rows, though TotalCount counts all";
    "repeat-rows" Effect::Rows(Rows::Repeat), "describes every row twice";
    "foreign-rows" Effect::Rows(Rows::Foreign), "describes instances nobody asked for, under ids of their own";
    "unknown-state" Effect::Rows(Rows::UnknownState), "describes the instance, or every one, in a state that no documentation knows";
    "no-latest-operation" Effect::Rows(Rows::NoLatest), "describes the instance, or every one, without LatestOperation and its companions";
}
