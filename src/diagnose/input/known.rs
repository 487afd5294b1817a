//! What whoever asks knows: the key, what was meant, and when it arrived.

/// What is known besides what arrived. Everything may be left out.
#[derive(Clone, Default)]
pub struct Known<'a> {
    /// The id of the key.
    pub secret_id: Option<&'a str>,
    /// The secret key. Without it only what shows by its form is found.
    pub secret_key: Option<&'a str>,
    /// The session token that belongs to it.
    pub token: Option<&'a str>,
    /// Ids and secret keys of other accounts, one of which may have signed.
    pub other_keys: Vec<(&'a str, &'a str)>,
    /// The request that was meant.
    pub meant: Meant<'a>,
    /// When it arrived, Unix seconds; without it nothing is said about the clock.
    pub received_at: Option<u64>,
    /// How far the timestamp may be from that, in seconds; 300 unless it is given.
    pub max_skew: Option<u64>,
    /// Two mistakes at a time are tried, too. It takes a few tenths of a second.
    pub pairs: bool,
}

/// The request that was meant, as far as it is known.
#[derive(Clone, Default)]
pub struct Meant<'a> {
    /// `TC3-HMAC-SHA256`, `HmacSHA1` or `HmacSHA256`.
    pub algorithm: Option<&'a str>,
    /// `POST` or `GET`.
    pub method: Option<&'a str>,
    /// The product: `cvm`.
    pub service: Option<&'a str>,
    /// `X-TC-Version`.
    pub version: Option<&'a str>,
    /// `X-TC-Action`.
    pub action: Option<&'a str>,
    /// `X-TC-Region`.
    pub region: Option<&'a str>,
    /// `X-TC-Language`.
    pub language: Option<&'a str>,
    /// The `Host`, a port included.
    pub host: Option<String>,
    /// The query of a GET, encoded.
    pub query: Option<&'a str>,
    /// The content type.
    pub content_type: Option<&'a str>,
    /// The body of a POST.
    pub payload: Option<&'a [u8]>,
    /// Names with semicolons between.
    pub signed_headers: Option<&'a str>,
    /// Whether the body was left out of the signature.
    pub unsigned_payload: bool,
    /// Unix seconds.
    pub timestamp: Option<u64>,
    /// Further headers.
    pub headers: Vec<(&'a str, &'a str)>,
}

impl Meant<'_> {
    /// The host of the product, where none was given.
    pub(in crate::diagnose) fn default_host(service: &str) -> String {
        [service, ".tencentcloudapi.com"].concat()
    }

    /// The content type that goes with a method, where none was given (Signature v3 page).
    pub(in crate::diagnose) fn default_content_type(method: &str) -> &'static str {
        if method == "GET" { "application/x-www-form-urlencoded" } else { "application/json" }
    }
}
