//! Signature v1, HmacSHA1 and HmacSHA256: the algorithm before TC3, which some products and many old programs still use.
//!
//! There are no `X-TC-*` headers: `Action`, `Timestamp`, `SecretId` and their like travel among the action's own parameters,
//! in the query of a GET or in the form that a POST carries, and all of them are signed, raw, in the order of their names.
//! The rules are those of the vendor's "Signature v1" page (<https://cloud.tencent.com/document/api/213/15693>).
//!
//! ```text
//! parameters ─ sorted ─► string to sign ─ hmac(secret key) ─► base64 ─► Signature, one parameter more
//! ```

mod params;

pub(crate) use params::Keys;
pub use params::{encode, signature, string_to_sign};

use super::canonical_request::{MAX_EXTRA, MAX_QUERY, TOO_MANY_EXTRA, extra_header, plain_text, service};
use super::date::day_of;
use super::error::SigningError;
use super::sink::{Sink as _, put_decimal, put_lower};
use super::tc3::text;
use super::text::trimmed;
use super::{Credentials, Endpoint, Method, Signer};
use crate::Error;
use crate::error::client;

/// The largest form, in bytes as it is sent (common parameters page: 1 MB for v1).
const MAX_FORM: usize = 1024 * 1024;
/// The type of the form, and of the empty body of a GET.
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
/// The parameters that are made here, and so are refused among the caller's.
const OWN: [&str; 10] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// Which hash is under the HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// What the service takes where no `SignatureMethod` is sent; so none is.
    #[default]
    HmacSha1,
    /// Sent as `SignatureMethod=HmacSHA256`, which is signed as well.
    HmacSha256,
}

impl Algorithm {
    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::HmacSha1 => "HmacSHA1",
            Algorithm::HmacSha256 => "HmacSHA256",
        }
    }

    /// By the service's name.
    pub fn parse(name: &str) -> Option<Self> {
        [Algorithm::HmacSha1, Algorithm::HmacSha256].into_iter().find(|known| known.name() == name)
    }
}

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
    /// `Language`: `zh-CN` or `en-US`.
    pub language: Option<&'a str>,
    /// Further headers to send, names in any case. v1 signs none.
    pub headers: &'a [(&'a str, &'a str)],
}

/// How to sign.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The hash.
    pub algorithm: Algorithm,
    /// Unix seconds.
    pub timestamp: u64,
    /// At least 1, and another one for each request of a second: the service may refuse one it has seen.
    pub nonce: u64,
}

/// What to send: the URL, every header but `host`, and the form.
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

/// Signs one request.
///
/// # Errors
/// `Client.InvalidArgument` or `Client.TooLarge`, naming the field that cannot be signed.
pub fn sign(request: &Request<'_>, credentials: &Credentials, options: &Options) -> Result<Signed, Error> {
    Signer::new(credentials.clone())?.sign_v1(request, options)
}

/// Every string on the way to the signature of one request.
///
/// # Errors
/// As [`sign`].
pub fn explain(request: &Request<'_>, credentials: &Credentials, options: &Options) -> Result<Steps, Error> {
    Signer::new(credentials.clone())?.explain_v1(request, options)
}

impl Signer {
    /// The request signed by v1. No key is kept: v1 derives none.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn sign_v1(&self, request: &Request<'_>, options: &Options) -> Result<Signed, Error> {
        let form = self.explain_v1(request, options)?.form;
        let (origin, headers) = (origin(request)?, headers(request)?);
        let method = request.method;
        Ok(match method {
            Method::Get => Signed { method, url: [&origin, "/?", &form].concat(), headers, body: None },
            Method::Post => Signed { method, url: [&origin, "/"].concat(), headers, body: Some(form) },
        })
    }

    /// Every string on the way to the signature by v1.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn explain_v1(&self, request: &Request<'_>, options: &Options) -> Result<Steps, Error> {
        compute_signature(
            request,
            options,
            Caller { keys: self.keys().v1(), id: self.secret_id(), token: self.token() },
        )
    }
}

/// Whose request it is.
pub(crate) struct Caller<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) id: &'a str,
    pub(crate) token: Option<&'a str>,
}

/// From the parameters to what is sent.
pub(crate) fn compute_signature(request: &Request<'_>, options: &Options, caller: Caller<'_>) -> Result<Steps, Error> {
    check(request, options)?;
    headers(request)?;
    let [timestamp, nonce] = [options.timestamp, options.nonce].map(|number| text(|sink| put_decimal(sink, number)));
    let method = (options.algorithm != Algorithm::HmacSha1).then_some(options.algorithm.name());
    let own = [
        ("Action", Some(request.action)),
        ("Language", request.language),
        ("Nonce", Some(nonce.as_str())),
        ("Region", request.region),
        ("SecretId", Some(caller.id)),
        ("SignatureMethod", method),
        ("Timestamp", Some(timestamp.as_str())),
        ("Token", caller.token),
        ("Version", Some(request.version)),
    ];
    let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let mut parameters: Vec<(&str, &str)> = own.chain(request.payload.iter().copied()).collect();
    sort(&mut parameters)?;
    let endpoint = endpoint(request)?;
    let host = text(|sink| endpoint.put_host(sink));
    let string_to_sign = string_to_sign(request.method.name(), &host, &parameters);
    let signature = caller.keys.sign(options.algorithm, &string_to_sign);
    parameters.push(("Signature", &signature));
    let form = encode(&parameters);
    let (most, over) = limit(request.method);
    if form.len() > most {
        return Err(Error::new(client::TOO_LARGE, over));
    }
    Ok(Steps { string_to_sign, signature, form })
}

fn endpoint<'a>(request: &Request<'a>) -> Result<Endpoint<'a>, SigningError<'a>> {
    match request.endpoint {
        Some(text) => Endpoint::parse(text),
        None => Ok(Endpoint::of_service(request.service.as_bytes())),
    }
}

/// What is fetched, without the path.
pub(crate) fn origin(request: &Request<'_>) -> Result<String, Error> {
    let endpoint = endpoint(request)?;
    Ok(text(|sink| endpoint.put_origin(sink)))
}

fn headers(request: &Request<'_>) -> Result<Vec<(String, String)>, Error> {
    if request.headers.len() > MAX_EXTRA {
        return Err(SigningError::new("headers", &TOO_MANY_EXTRA).into());
    }
    let mut headers = vec![("content-type".to_owned(), CONTENT_TYPE.to_owned())];
    let given: Vec<(&[u8], &[u8])> =
        request.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
    for (at, (name, value)) in given.iter().enumerate() {
        extra_header(name, value, given.get(..at).unwrap_or_default())?;
        headers.push((text(|sink| put_lower(sink, name)), text(|sink| sink.put(trimmed(value)))));
    }
    Ok(headers)
}

/// The most bytes a request of this method may have, and what is said of more.
fn limit(method: Method) -> (usize, &'static str) {
    match method {
        Method::Get => (MAX_QUERY, "the query is over 32 KB; send it by POST"),
        Method::Post => (MAX_FORM, "`payload` is over 1 MB as a form, the most v1 takes; use TC3-HMAC-SHA256"),
    }
}

/// What v1 sends as parameters, TC3 sends as headers: the texts of either are checked alike.
fn check(request: &Request<'_>, options: &Options) -> Result<(), Error> {
    service(request.service.as_bytes())?;
    for (field, value) in [
        ("action", Some(request.action)),
        ("version", Some(request.version)),
        ("region", request.region),
        ("language", request.language),
    ] {
        value.map_or(Ok(()), |value| plain_text(field, value.as_bytes()))?;
    }
    day_of(options.timestamp)?;
    if options.nonce == 0 {
        return Err(Error::argument("nonce", "must be a whole number, at least 1"));
    }
    let (most, over) = limit(request.method);
    // What is too large as it is need not be encoded to be found so.
    if request.payload.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > most {
        return Err(Error::new(client::TOO_LARGE, over));
    }
    for (name, _) in request.payload {
        if name.is_empty() {
            return Err(Error::argument("payload", "has a member without a name"));
        }
        if OWN.contains(name) {
            return Err(Error::argument("payload", &["has a member ", name, ", which is not its own to set"].concat()));
        }
    }
    Ok(())
}

/// By name, in the order of their bytes. A name that comes twice would have two places in the string to sign.
fn sort(parameters: &mut [(&str, &str)]) -> Result<(), Error> {
    parameters.sort_unstable();
    for (one, next) in parameters.iter().zip(parameters.iter().skip(1)) {
        if one.0 == next.0 {
            let name: String = one.0.chars().filter(char::is_ascii_graphic).take(60).collect();
            return Err(Error::argument("payload", &["gives the parameter ", &name, " twice"].concat()));
        }
    }
    Ok(())
}
