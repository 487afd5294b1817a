//! Who is calling: TC3-HMAC-SHA256, verified against the bytes received.
//!
//! Where the documentation leaves room, every reading that an official SDK depends on is accepted: the host with or
//! without its port, header values as sent or in lower case, any sorted list of signed headers that holds content-type
//! and host, and on a local host any service, because SDKs derive it from the endpoint.

use crate::http::Request;
use crate::options::Account;
use crate::refusal::Refusal;
use subtle::{Choice, ConstantTimeEq as _};
use tencentcloud_edge::model::SERVICE;
use tencentcloud_edge::sign::tc3::{
    ALGORITHM, SigningKey, UNSIGNED_PAYLOAD, credential_scope, sha256_hex, string_to_sign,
};
use tencentcloud_edge::sign::utc_date;

/// How far a timestamp may be from the server's clock, in seconds.
const MAX_SKEW: u64 = 300;
const ROOT_DOMAIN: &str = "tencentcloudapi.com";

/// The parts of an Authorization header.
struct Authorization<'a> {
    secret_id: &'a str,
    date: &'a str,
    service: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

/// Finds the account a request proves to come from.
pub(crate) fn authenticate<'a>(
    accounts: &'a [Account],
    request: &Request,
    timestamp: u64,
    now_ms: u64,
) -> Result<&'a Account, Refusal> {
    let header = request.header("authorization").ok_or_else(|| malformed("it is missing"))?;
    let authorization = parse(header)?;
    if authorization.secret_id.is_empty() {
        return Err(Refusal::plain("AuthFailure.InvalidSecretId"));
    }
    let account = accounts
        .iter()
        .find(|account| account.secret_id == authorization.secret_id)
        .ok_or(Refusal::plain("AuthFailure.SecretIdNotFound"))?;
    let skew = timestamp.abs_diff(now_ms / 1_000);
    if skew > MAX_SKEW {
        let about = format!("the timestamp is {skew} s from the server's clock, more than {MAX_SKEW} s");
        return Err(Refusal::about("AuthFailure.SignatureExpire", about));
    }
    if !signature_holds(&authorization, account, request, timestamp) {
        return Err(Refusal::plain("AuthFailure.SignatureFailure"));
    }
    if !token_holds(account, request.header("x-tc-token"), now_ms) {
        return Err(Refusal::plain("AuthFailure.TokenFailure"));
    }
    Ok(account)
}

fn malformed(problem: &str) -> Refusal {
    Refusal::about("AuthFailure.InvalidAuthorization", problem)
}

/// Reads `TC3-HMAC-SHA256 Credential=<id>/<date>/<service>/tc3_request, SignedHeaders=<a;b>, Signature=<hex>`.
fn parse(header: &str) -> Result<Authorization<'_>, Refusal> {
    let fields = header
        .strip_prefix(ALGORITHM)
        .and_then(|rest| rest.strip_prefix(' '))
        .ok_or_else(|| malformed("it does not begin with TC3-HMAC-SHA256 and a space"))?;
    let mut parts = fields.split(',').map(|part| part.trim_matches(' '));
    let mut field = |name: &str| {
        let value = parts.next().and_then(|part| part.strip_prefix(name)).and_then(|rest| rest.strip_prefix('='));
        value.ok_or_else(|| malformed(&format!("{name} is not where it belongs")))
    };
    let (credential, signed, signature) = (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
    if parts.next().is_some() {
        return Err(malformed("there is something after Signature"));
    }
    // Read from the right: the service may be anything an SDK made of its endpoint, but holds no slash.
    let mut scope = credential.rsplitn(4, '/');
    let (Some("tc3_request"), Some(service), Some(date), Some(secret_id)) =
        (scope.next(), scope.next(), scope.next(), scope.next())
    else {
        return Err(malformed("Credential is not <SecretId>/<date>/<service>/tc3_request"));
    };
    let signed_headers: Vec<&str> = signed.split(';').collect();
    if !signed_headers.is_sorted_by(|a, b| a < b) || signed.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(malformed("SignedHeaders is not in lower case, sorted, each name once"));
    }
    if !["content-type", "host"].iter().all(|name| signed_headers.contains(name)) {
        return Err(malformed("SignedHeaders does not hold content-type and host"));
    }
    Ok(Authorization { secret_id, date, service, signed_headers, signature })
}

fn signature_holds(authorization: &Authorization<'_>, account: &Account, request: &Request, timestamp: u64) -> bool {
    let Some(values) = signed_values(authorization, request) else { return false };
    let host = request.header("host").unwrap_or_default();
    let same_date = utc_date(timestamp).is_ok_and(|date| date == authorization.date);
    if !same_date || !(is_local(host) || authorization.service == SERVICE) {
        return false;
    }
    let scope = credential_scope(authorization.date, authorization.service);
    let key = SigningKey::derive(&account.secret_key, authorization.date, authorization.service);
    let payload_hash = match request.header("x-tc-content-sha256") {
        Some(UNSIGNED_PAYLOAD) => sha256_hex(UNSIGNED_PAYLOAD.as_bytes()),
        _ => sha256_hex(&request.body),
    };
    // Bytes are compared, not their hex: the table that makes hex is indexed by what must not be told.
    let Some(sent) = from_hex(authorization.signature) else { return false };
    // Every reading is computed and compared, so the time taken does not tell which one came close.
    let mut holds = Choice::from(0);
    for host in [host, without_port(host)] {
        for lower in [true, false] {
            let canonical = canonical(request, authorization, &values, host, lower, &payload_hash);
            let expected = key.sign(&string_to_sign(timestamp, &scope, &sha256_hex(canonical.as_bytes())));
            holds |= expected.ct_eq(&sent);
        }
    }
    holds.into()
}

/// The 32 bytes of a signature in lower-case hex, as it was sent.
fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect();
    bytes?.try_into().ok()
}

/// The values of the signed headers, in their order; `None` when one of them was not sent.
fn signed_values<'a>(authorization: &Authorization<'_>, request: &'a Request) -> Option<Vec<&'a str>> {
    authorization.signed_headers.iter().map(|name| request.header(name)).collect()
}

/// The canonical request as this server reads it. Written on its own rather than taken from the signer, so that the two
/// check each other.
fn canonical(
    request: &Request,
    authorization: &Authorization<'_>,
    values: &[&str],
    host: &str,
    lower: bool,
    payload_hash: &str,
) -> String {
    let mut text = format!("{}\n/\n{}\n", request.method, request.path_and_query().1);
    for (name, value) in authorization.signed_headers.iter().zip(values) {
        let value = if *name == "host" { host } else { value.trim_matches([' ', '\t']) };
        text.push_str(name);
        text.push(':');
        if lower {
            text.extend(value.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            text.push_str(value);
        }
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&authorization.signed_headers.join(";"));
    text.push('\n');
    text.push_str(payload_hash);
    text
}

fn token_holds(account: &Account, sent: Option<&str>, now_ms: u64) -> bool {
    if account.expires_at_ms.is_some_and(|end| end <= now_ms) {
        return false;
    }
    let (expected, sent) = (account.token.as_deref().unwrap_or_default(), sent.unwrap_or_default());
    expected.as_bytes().ct_eq(sent.as_bytes()).into()
}

/// The product the host names, when it is one of the service's own hosts.
pub(crate) fn product(host: &str) -> Option<&str> {
    let name = without_port(host);
    let labels = name.strip_suffix(ROOT_DOMAIN)?.strip_suffix('.')?;
    labels.split('.').next()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // The last colon of a bare `[::1]` is not a port's.
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_local(host: &str) -> bool {
    let name = without_port(host).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name == "[::1]" || name.starts_with("127.")
}
