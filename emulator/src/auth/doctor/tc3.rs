//! TC3-HMAC-SHA256: mistakes in the key, in the strings and in what was sent.

use super::report::{real_host, report_strings};
use crate::auth::tc3::{Authorization, Reading, from_hex};
use crate::keys::{Account, Keyring};
use crate::options::Options;
use crate::request::common::CommonParams;
use crate::request::service;
use tencentcloud_edge::sign::tc3::{SigningKey, UNSIGNED_PAYLOAD, hmac_sha256, sha256_hex, string_to_sign};
use tencentcloud_edge::sign::utc_date;

/// Content types that may have been signed instead of the one that was sent.
const CONTENT_TYPES: [&str; 4] = [
    "application/json",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "application/json;charset=utf-8",
];
/// China is eight hours ahead of UTC; a local date in a scope is most often the date there.
const CHINA_OFFSET: u64 = 8 * 3_600;

/// Why a TC3 signature is not valid.
pub(super) fn report(
    authorization: &Authorization<'_>,
    account: &Account,
    (keyring, options): (&Keyring, &Options),
    common: &CommonParams<'_>,
    timestamp: u64,
) -> String {
    let host = common.request.header("host").unwrap_or_default();
    let utc = utc_date(timestamp).unwrap_or_default();
    if authorization.date != utc {
        let local = utc_date(timestamp + CHINA_OFFSET).is_ok_and(|date| date == authorization.date);
        let why = if local { ": it is the date in China" } else { "" };
        return format!(
            "the date in the credential scope is {}, the UTC date of X-TC-Timestamp is {utc}{why}",
            authorization.date
        );
    }
    let service = service::name_of(common);
    if !service::takes_scope(service, host, authorization.service) {
        return format!(
            "the service in the credential scope is `{}`, the request is one to `{}`",
            authorization.service, service
        );
    }
    let Some(reading) = Reading::of(authorization, common.request, timestamp, options.assume.unsigned_payload) else {
        let absent = authorization.signed_headers.iter().find(|name| common.request.header(name).is_none());
        return format!("the signed header `{}` was not sent", absent.copied().unwrap_or_default());
    };
    let Some(sent) = from_hex(authorization.signature) else {
        return "the signature is not 64 lower-case hexadecimal digits: hex, not base64, and not in upper case"
            .to_owned();
    };
    let key = SigningKey::derive(&account.secret_key, authorization.date, authorization.service);
    let found = with_another_key(&reading, authorization, account, keyring, &sent)
        .or_else(|| with_another_text(&reading, &key, &sent))
        .or_else(|| with_another_request(&reading, common, &key, &sent));
    let strings = [("canonical request", reading.canonical_request()), ("string to sign", reading.string_to_sign())];
    report_strings(&strings, found)
}

type Bytes = [u8; 32];

fn with_another_key(
    reading: &Reading<'_>,
    authorization: &Authorization<'_>,
    account: &Account,
    keyring: &Keyring,
    sent: &Bytes,
) -> Option<String> {
    let (date, service) = (authorization.date, authorization.service);
    let holds = |key: &SigningKey| any(reading, key, sent);
    let derived = |secret: &str| SigningKey::derive(secret, date, service);
    for other in keyring.accounts().filter(|other| other.secret_id != account.secret_id) {
        if holds(&derived(&other.secret_key)) {
            return Some(format!(
                "the key were that of {}: the SecretKey belongs to another SecretId",
                other.secret_id
            ));
        }
    }
    for (around, cause) in [
        (["", "\n"], "the SecretKey had no line feed at its end"),
        (["", "\r\n"], "the SecretKey had no line end at its end"),
        (["", " "], "the SecretKey had no space at its end"),
        ([" ", ""], "the SecretKey had no space at its beginning"),
        (["\"", "\""], "the SecretKey stood in no quotation marks"),
        (["TC3", ""], "`TC3` stood before the SecretKey once, not twice"),
    ] {
        if holds(&derived(&around.join(&account.secret_key))) {
            return Some(cause.to_owned());
        }
    }
    if account.secret_key.trim() != account.secret_key && holds(&derived(account.secret_key.trim())) {
        return Some("the SecretKey were not trimmed".to_owned());
    }
    let bare = hmac_sha256(account.secret_key.as_bytes(), date.as_bytes());
    let kinds: [(Bytes, &str); 2] = [
        (chained(&bare, service), "`TC3` stood before the SecretKey"),
        (
            hmac_sha256(["TC3", &account.secret_key].concat().as_bytes(), date.as_bytes()),
            "the key were derived in three steps: date, service, `tc3_request`",
        ),
    ];
    let found = kinds
        .iter()
        .find(|(key, _)| reading.accepted().iter().any(|it| hmac_sha256(key, it.string_to_sign().as_bytes()) == *sent));
    found.map(|(_, cause)| (*cause).to_owned())
}

fn chained(date_key: &Bytes, service: &str) -> Bytes {
    hmac_sha256(&hmac_sha256(date_key, service.as_bytes()), b"tc3_request")
}

/// Mistakes in the canonical request and the string to sign.
fn with_another_text(reading: &Reading<'_>, key: &SigningKey, sent: &Bytes) -> Option<String> {
    let from_canonical =
        |canonical: String| string_to_sign(reading.timestamp, &reading.scope, &sha256_hex(canonical.as_bytes()));
    for reading in reading.accepted() {
        let (canonical, text) = (reading.canonical_request(), reading.string_to_sign());
        let headers_end = format!("\n\n{}", reading.headers.iter().map(|it| it.0).collect::<Vec<_>>().join(";"));
        for (attempt, cause) in [
            (from_canonical(format!("{canonical}\n")), "the canonical request did not end with a line feed"),
            (
                from_canonical(canonical.replacen(&headers_end, headers_end.get(1..).unwrap_or_default(), 1)),
                "an empty line stood between the headers and the list of signed headers",
            ),
            (from_canonical(canonical.replacen("\n/\n", "\n\n", 1)), "the canonical URI were `/`"),
            (from_canonical(canonical.replace('\n', "\r\n")), "lines ended with LF, not CRLF"),
            (format!("{text}\n"), "the string to sign did not end with a line feed"),
            (
                string_to_sign(reading.timestamp, &reading.scope, &canonical),
                "the string to sign ended with the hash of the canonical request, not with the request itself",
            ),
            (
                string_to_sign(reading.timestamp * 1_000, &reading.scope, &sha256_hex(canonical.as_bytes())),
                "the string to sign held seconds, as X-TC-Timestamp does, not milliseconds",
            ),
            (text.to_uppercase(), "nothing were put in upper case"),
        ] {
            if key.sign(&attempt) == *sent {
                return Some(cause.to_owned());
            }
        }
    }
    let neighbours = (1..=3).flat_map(|off| [reading.timestamp.saturating_sub(off), reading.timestamp + off]);
    for timestamp in neighbours {
        if any(&Reading { timestamp, ..reading.clone() }, key, sent) {
            return Some(format!(
                "X-TC-Timestamp were {timestamp}, as in the string to sign: the clock was read twice"
            ));
        }
    }
    None
}

/// Mistakes in which the request that was sent differs from the one that was signed.
fn with_another_request(
    reading: &Reading<'_>,
    common: &CommonParams<'_>,
    key: &SigningKey,
    sent: &Bytes,
) -> Option<String> {
    let try_it = |reading: Reading<'_>, cause: String| any(&reading, key, sent).then_some(cause);
    let body = &common.request.body;
    bodies(body)
        .into_iter()
        .find_map(|(signed, cause)| try_it(Reading { payload_hash: sha256_hex(&signed), ..reading.clone() }, cause))
        .or_else(|| {
            CONTENT_TYPES.iter().find_map(|content_type| {
                let mut other = reading.clone();
                other.headers.iter_mut().filter(|it| it.0 == "content-type").for_each(|it| it.1 = content_type);
                let was = common.request.header("content-type").unwrap_or_default();
                try_it(other, format!("the content type sent were `{content_type}`, as signed, not `{was}`"))
            })
        })
        .or_else(|| {
            let region = common.get("Region").unwrap_or_default();
            let service = service::name_of(common);
            let real = real_host(service);
            let regional = format!("{service}.{region}.tencentcloudapi.com");
            let international = format!("{service}.intl.tencentcloudapi.com");
            [&*real, &regional, &international, "localhost", "127.0.0.1", ""].iter().find_map(|host| {
                let cause = format!("the Host sent were `{host}`, as signed, not `{}`", reading.host);
                try_it(Reading { host, ..reading.clone() }, cause)
            })
        })
        .or_else(|| {
            let other = if reading.method == "GET" { "POST" } else { "GET" };
            try_it(Reading { method: other, ..reading.clone() }, format!("the method signed were {}", reading.method))
        })
        .or_else(|| {
            queries(reading.query)
                .into_iter()
                .find_map(|(query, cause)| try_it(Reading { query: &query, ..reading.clone() }, cause.to_owned()))
        })
}

/// What may have been hashed instead of the body, and the words for it.
fn bodies(body: &[u8]) -> Vec<(Vec<u8>, String)> {
    let mut bodies = vec![
        (Vec::new(), "the body were hashed: that of an empty one was taken".to_owned()),
        (b"{}".to_vec(), "the body sent were `{}`, as signed".to_owned()),
        (b"null".to_vec(), "the body sent were `null`, as signed".to_owned()),
        (UNSIGNED_PAYLOAD.into(), "the header `X-TC-Content-SHA256: UNSIGNED-PAYLOAD` were sent".to_owned()),
        ([body, b"\n"].concat(), "the body sent ended with a line feed, as signed".to_owned()),
        (body.trim_ascii().to_vec(), "the body sent had no space around it, as signed".to_owned()),
    ];
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) {
        let rewritten = "the body sent were, byte for byte, the one that was signed: its JSON was written anew";
        let compact = value.to_string();
        let spaced = compact.replace("\":", "\": ").replace(",\"", ", \"").replace("},{", "}, {");
        for text in [compact.clone(), spaced, format!("{value:#}"), serde_json::Value::String(compact).to_string()] {
            bodies.push((text.into_bytes(), rewritten.to_owned()));
        }
    }
    bodies
}

fn queries(query: &str) -> Vec<(String, &'static str)> {
    let mut sorted: Vec<&str> = query.split('&').collect();
    sorted.sort_unstable();
    vec![
        (String::new(), "the query were signed: an empty one was taken"),
        (format!("?{query}"), "the query were signed without its question mark"),
        (sorted.join("&"), "the query were signed in the order it was sent in, not sorted"),
        (query.replace('+', "%20"), "spaces were sent as they were signed, as `%20`"),
        (query.replace("%20", "+"), "spaces were sent as they were signed, as `+`"),
        (lower_escapes(query), "the query were signed as it was sent, with escapes in upper case"),
    ]
}

fn lower_escapes(query: &str) -> String {
    let mut parts = query.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        text.extend(["%", &digits.to_ascii_lowercase(), rest]);
    }
    text
}

fn any(reading: &Reading<'_>, key: &SigningKey, sent: &Bytes) -> bool {
    reading.accepted().iter().any(|reading| key.sign(&reading.string_to_sign()) == *sent)
}
