//! The one error type of the crate.

use crate::model::{self, Advice};
use std::fmt;

/// What went wrong, with what to do about it. Holds no secret, by construction: messages are made from names,
/// positions and the service's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The service's code, or one of the `Client.*` codes of [`client`].
    pub code: String,
    /// One sentence, naming what was wrong.
    pub message: String,
    /// What the caller can do.
    pub advice: Advice,
    /// The service's request id, where there was a reply.
    pub request_id: Option<String>,
}

/// The codes this crate itself gives.
pub mod client {
    /// The caller's signal ended the work.
    pub const ABORTED: &str = "Client.Aborted";
    /// The reply is not an API 3.0 envelope.
    pub const BAD_REPLY: &str = "Client.BadReply";
    /// The platform compiles no WebAssembly, or not in the way that the entry needs it.
    pub const CANNOT_COMPILE: &str = "Client.CannotCompile";
    /// The source of credentials failed after the operation had begun.
    pub const CREDENTIALS_FAILED: &str = "Client.CredentialsFailed";
    /// The deadline passed.
    pub const DEADLINE: &str = "Client.Deadline";
    /// No instance ids were given.
    pub const EMPTY_LIST: &str = "Client.EmptyList";
    /// A signer was used after it was freed.
    pub const FREED: &str = "Client.Freed";
    /// Too many instances failed, so no more were acted on (`stopAfter`).
    pub const HALTED: &str = "Client.Halted";
    /// An argument has a value that cannot be used.
    pub const INVALID_ARGUMENT: &str = "Client.InvalidArgument";
    /// At least one instance id is malformed.
    pub const INVALID_INSTANCE_ID: &str = "Client.InvalidInstanceId";
    /// The request did not reach the service.
    pub const NETWORK: &str = "Client.Network";
    /// A function of `tencentcloud-edge/async` was called before `ready()` had resolved.
    pub const NOT_READY: &str = "Client.NotReady";
    /// The service took the request, and the operation failed later.
    pub const OPERATION_FAILED: &str = "Client.OperationFailed";
    /// The endpoint answered with a redirect, which is never followed.
    pub const REDIRECTED: &str = "Client.Redirected";
    /// A reply to an acting request was lost and what it did could not be found out.
    pub const REPLY_LOST: &str = "Client.ReplyLost";
    /// The job could not be saved before a request, which was not sent then.
    pub const SAVE_FAILED: &str = "Client.SaveFailed";
    /// Some instances failed, are in conflict or unknown, and `throwOnFailure` was given.
    pub const SOME_FAILED: &str = "Client.SomeFailed";
    /// No reply came in time.
    pub const TIMEOUT: &str = "Client.Timeout";
    /// The request or the reply is over its limit.
    pub const TOO_LARGE: &str = "Client.TooLarge";
    /// The reply is of a kind that was not asked for: server-sent events instead of JSON, or the other way round.
    pub const UNEXPECTED_REPLY: &str = "Client.UnexpectedReply";
    /// The signature algorithm is not known here.
    pub const UNSUPPORTED_ALGORITHM: &str = "Client.UnsupportedAlgorithm";
    /// What was saved is of a format that this version does not read.
    pub const UNSUPPORTED_VERSION: &str = "Client.UnsupportedVersion";

    /// All of them.
    pub const ALL: &[&str] = &[
        ABORTED,
        BAD_REPLY,
        CANNOT_COMPILE,
        CREDENTIALS_FAILED,
        DEADLINE,
        EMPTY_LIST,
        FREED,
        HALTED,
        INVALID_ARGUMENT,
        INVALID_INSTANCE_ID,
        NETWORK,
        NOT_READY,
        OPERATION_FAILED,
        REDIRECTED,
        REPLY_LOST,
        SAVE_FAILED,
        SOME_FAILED,
        TIMEOUT,
        TOO_LARGE,
        UNEXPECTED_REPLY,
        UNSUPPORTED_ALGORITHM,
        UNSUPPORTED_VERSION,
    ];
}

const CLIENT_ADVICE: &[(&str, Advice)] = &[
    (client::ABORTED, Advice::GiveUp),
    (client::BAD_REPLY, Advice::Retry),
    (client::CANNOT_COMPILE, Advice::GiveUp),
    (client::CREDENTIALS_FAILED, Advice::FixCredentials),
    (client::DEADLINE, Advice::Wait),
    (client::EMPTY_LIST, Advice::FixRequest),
    (client::FREED, Advice::FixRequest),
    (client::HALTED, Advice::Retry),
    (client::INVALID_ARGUMENT, Advice::FixRequest),
    (client::INVALID_INSTANCE_ID, Advice::FixRequest),
    (client::NETWORK, Advice::Retry),
    (client::NOT_READY, Advice::FixRequest),
    (client::OPERATION_FAILED, Advice::GiveUp),
    (client::REDIRECTED, Advice::FixRequest),
    (client::REPLY_LOST, Advice::Wait),
    (client::SAVE_FAILED, Advice::Retry),
    (client::SOME_FAILED, Advice::FixRequest),
    (client::TIMEOUT, Advice::Retry),
    (client::TOO_LARGE, Advice::FixRequest),
    (client::UNEXPECTED_REPLY, Advice::FixRequest),
    (client::UNSUPPORTED_ALGORITHM, Advice::FixRequest),
    (client::UNSUPPORTED_VERSION, Advice::GiveUp),
];

/// The advice for any code, the service's or a `Client.*` one.
pub fn advice(code: &str) -> Advice {
    let own = CLIENT_ADVICE.iter().find(|row| row.0 == code);
    own.map_or_else(|| model::judge(code).advice, |row| row.1)
}

impl Error {
    /// An error by its code; the advice comes from the code's row.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Error { code: code.to_owned(), message: message.into(), advice: advice(code), request_id: None }
    }

    /// `Client.InvalidArgument` about the named argument.
    pub fn argument(name: &str, problem: &str) -> Self {
        Error::new(client::INVALID_ARGUMENT, ["`", name, "` ", problem].concat())
    }

    /// The same error with the service's request id.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.request_id = id;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}
