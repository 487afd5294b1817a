//! One call, how to sign it by v1, and what comes of it.

use super::keys::Algorithm;
use crate::sign::request::Method;

/// One call of API 3.0, as parameters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The product, which names the default endpoint: `cvm`.
    pub service: &'a str,
    /// `Version`: `2017-03-12`.
    pub version: &'a str,
    /// `Action`, case-sensitive: `StartInstances`.
    pub action: &'a str,
    /// `Region`; `None` sends no such parameter.
    pub region: Option<&'a str>,
    /// POST, or GET.
    pub method: Method,
    /// The action's own parameters by name, flattened and not encoded: `("InstanceIds.0", "ins-11112222")`. In any order.
    pub payload: &'a [(&'a str, &'a str)],
    /// The origin to send to; `None` means `https://{service}.tencentcloudapi.com`.
    pub endpoint: Option<&'a str>,
    /// The `Host` to sign and to send where it is not that of the endpoint, as behind a proxy; a port is allowed.
    pub host: Option<&'a str>,
    /// `Language`: `zh-CN` or `en-US`.
    pub language: Option<&'a str>,
    /// Further headers to send, names in any case. v1 signs none.
    pub headers: &'a [(&'a str, &'a str)],
}

/// When and how to sign. There is no default: a time that is five minutes off is refused, and so is a nonce of 0.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The hash.
    pub algorithm: Algorithm,
    /// Unix seconds.
    pub timestamp: u64,
    /// At least 1, and another one for each request of a second: the service may refuse one it has seen.
    pub nonce: u64,
}

impl Options {
    /// By HmacSHA256, at a moment in Unix seconds.
    pub const fn at(timestamp: u64, nonce: u64) -> Self {
        Options { algorithm: Algorithm::HmacSha256, timestamp, nonce }
    }
}

/// What to send: the URL, every header but `host`, unless one was given, and the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// `GET` or `POST`.
    pub method: Method,
    /// Origin, slash, and for GET the query.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// POST: the form.
    pub body: Option<String>,
}

/// Every string on the way; holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature, in base64.
    pub signature: String,
    /// All parameters as they are sent, percent-encoded: the query of a GET, the body of a POST.
    pub form: String,
}
