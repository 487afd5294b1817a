//! One API call, how to sign it, and what comes of it.

/// The HTTP method of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in the body.
    #[default]
    Post,
}

impl Method {
    /// The spelling on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }

    /// What a body is said to be, unless told otherwise (Signature v3 page).
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Method::Get => "application/x-www-form-urlencoded",
            Method::Post => "application/json",
        }
    }
}

/// One call of API 3.0, of any product, as the bytes it will be sent with.
#[derive(Clone, Copy, Debug, Default)]
pub struct ApiRequest<'a> {
    /// The product, as in the credential scope: `cvm`.
    pub service: &'a str,
    /// `X-TC-Version`: `2017-03-12`.
    pub version: &'a str,
    /// `X-TC-Action`, case-sensitive: `StartInstances`.
    pub action: &'a str,
    /// `X-TC-Region`; `None` sends no such header.
    pub region: Option<&'a str>,
    /// POST, or GET.
    pub method: Method,
    /// POST: the body. GET: empty.
    pub payload: &'a [u8],
    /// GET: the encoded query string, which goes into the URL and into the signature byte for byte. POST: empty.
    pub query: &'a str,
    /// The origin to send to; `None` means `https://{service}.tencentcloudapi.com`.
    pub endpoint: Option<&'a str>,
    /// The `Host` to sign and to send where it is not that of the endpoint, as behind a proxy; a port is allowed.
    pub host: Option<&'a str>,
    /// `X-TC-Language`: `zh-CN` or `en-US`.
    pub language: Option<&'a str>,
    /// Further headers to send, names in any case.
    pub headers: &'a [(&'a str, &'a str)],
}

/// When and how to sign. There is no default, because the service refuses a time that is five minutes off; what differs
/// from the usual is set on what [`SignOptions::at`] returns.
///
/// ```
/// use tencentcloud_edge::sign::SignOptions;
///
/// let options = SignOptions { unsigned_payload: true, ..SignOptions::at(1_551_113_065) };
/// assert_eq!(options.timestamp, 1_551_113_065);
/// ```
///
/// ```compile_fail,E0277
/// # use tencentcloud_edge::sign::SignOptions;
/// fn has_default<T: Default>() {}
/// has_default::<SignOptions>();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SignOptions<'a> {
    /// Unix seconds.
    pub timestamp: u64,
    /// The headers to sign; `None` means `content-type;host;x-tc-action`.
    pub signed_headers: Option<&'a [&'a str]>,
    /// `None` means `application/json` for POST and `application/x-www-form-urlencoded` for GET.
    pub content_type: Option<&'a str>,
    /// Leave the body out of the signature (`X-TC-Content-SHA256: UNSIGNED-PAYLOAD`).
    pub unsigned_payload: bool,
    /// The SHA-256 of the body in lower-case hex, where it was computed elsewhere: `payload` is not read then.
    pub payload_hash: Option<&'a str>,
}

impl SignOptions<'_> {
    /// The usual headers, the usual content type and the body signed, at a moment in Unix seconds.
    pub const fn at(timestamp: u64) -> Self {
        SignOptions { timestamp, signed_headers: None, content_type: None, unsigned_payload: false, payload_hash: None }
    }
}

/// What to send: the URL, and every header but `host`, which the user agent makes from the URL unless one was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// `GET` or `POST`.
    pub method: Method,
    /// Origin, slash, and for GET the query.
    pub url: String,
    /// Names in lower case; `authorization` last.
    pub headers: Vec<(String, String)>,
}

/// Every string on the way to the signature; holds neither the secret nor a derived key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureSteps {
    /// SHA-256 of the body, in hex.
    pub payload_hash: String,
    /// The canonical request.
    pub canonical_request: String,
    /// Its SHA-256, in hex.
    pub canonical_request_hash: String,
    /// Date, service and terminator.
    pub credential_scope: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature, in hex.
    pub signature: String,
    /// The Authorization header.
    pub authorization: String,
}
