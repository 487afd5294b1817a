//! A request as text: an HTTP/1.1 message, what `curl -v` shows of one, or an Authorization header alone.

use super::request::{Received, whole_number};
use crate::Error;
use crate::error::client;
use std::borrow::Cow;

/// The longest message: the largest body that TC3 signs, and room for headers, in bytes.
const MAX_MESSAGE: usize = 10 * 1024 * 1024 + 256 * 1024;
/// The longest head, in bytes.
const MAX_HEAD: usize = 256 * 1024;
/// The most headers.
const MAX_HEADERS: usize = 200;
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"];

/// Reads an HTTP/1.1 message with lines that end in LF or CRLF, the lines that `curl -v` marks with `> `, or the value of an
/// Authorization header with or without its name.
///
/// # Errors
/// `Client.InvalidArgument` that says what it is not, `Client.TooLarge`.
pub fn read_message(message: &[u8]) -> Result<Received<'_>, Error> {
    if message.len() > MAX_MESSAGE {
        return Err(Error::new(client::TOO_LARGE, "`received` is over 10 MB, the most TC3-HMAC-SHA256 takes"));
    }
    let message = trimmed_start(message.strip_prefix("\u{feff}".as_bytes()).unwrap_or(message));
    if is_curl(message) {
        return read_curl(message);
    }
    if let Some(header) = lone_authorization(message) {
        return Ok(Received { headers: vec![("authorization".to_owned(), header)], ..Received::default() });
    }
    let (head, body) = split_head(message);
    let mut received = read_head(&lines(head)?)?;
    put_body(&mut received, body);
    Ok(received)
}

fn problem(text: &str) -> Error {
    Error::argument("received", text)
}

fn trimmed_start(mut message: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n' | b' ' | b'\t', rest @ ..] = message {
        message = rest;
    }
    message
}

/// The value of an Authorization header that stands alone.
fn lone_authorization(message: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(message.get(..MAX_HEAD.min(message.len()))?).ok()?.trim();
    const NAME: &str = "authorization:";
    let value = match text.get(..NAME.len()) {
        Some(name) if name.eq_ignore_ascii_case(NAME) => text.get(NAME.len()..)?.trim(),
        _ => text,
    };
    let begins = ["TC3-", "HmacSHA", "Bearer ", "Basic ", "AWS4-"]
        .iter()
        .any(|scheme| value.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)));
    // A header that was wrapped is one of more lines, but no further header follows.
    let alone = value.lines().skip(1).all(|line| !line.split_once(':').is_some_and(|(name, _)| is_name(name)));
    ((begins || text.len() != value.len()) && alone).then(|| value.to_owned())
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// What stands before the first empty line, and after it.
fn split_head(message: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let begin = at;
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return (message.get(..begin).unwrap_or_default(), message.get(at..).unwrap_or_default());
        }
    }
    (message, b"")
}

fn lines(head: &[u8]) -> Result<Vec<String>, Error> {
    if head.len() > MAX_HEAD {
        return Err(problem("has a head of more than 256 KB: is there an empty line between headers and body?"));
    }
    let text = String::from_utf8_lossy(head);
    Ok(text.lines().map(|line| line.trim_end_matches('\r').to_owned()).collect())
}

fn read_head(lines: &[String]) -> Result<Received<'static>, Error> {
    const NO_REQUEST: &str =
        "is no HTTP request: it begins neither with a line such as `POST / HTTP/1.1` nor with `TC3-HMAC-SHA256`";
    let mut lines = lines.iter();
    let first = lines.next().ok_or_else(|| problem("is empty"))?;
    let mut words = first.split(' ').filter(|word| !word.is_empty());
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Err(problem(NO_REQUEST)) };
    let known = METHODS.iter().any(|known| known.eq_ignore_ascii_case(method));
    if !known || words.next().is_some_and(|version| !version.starts_with("HTTP/")) || words.next().is_some() {
        return Err(problem(NO_REQUEST));
    }
    let (host, target) = origin_form(target);
    let mut received = Received { method: Some(method.to_owned()), target, ..Received::default() };
    for line in lines {
        add_header(&mut received.headers, line)?;
    }
    if let Some(host) = host
        && received.header("host").is_none()
    {
        received.headers.push(("host".to_owned(), host));
    }
    Ok(received)
}

/// `https://host/path?query` as the host and the rest.
fn origin_form(target: &str) -> (Option<String>, String) {
    let Some((_, rest)) = target.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https")) else {
        return (None, target.to_owned());
    };
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(at).unwrap_or((rest, ""));
    let slash = if path.starts_with('/') { "" } else { "/" };
    (Some(host.to_owned()), [slash, path].concat())
}

fn add_header(headers: &mut Vec<(String, String)>, line: &str) -> Result<(), Error> {
    if line.starts_with([' ', '\t'])
        && let Some((_, value)) = headers.last_mut()
    {
        // A folded value goes on in the next line (RFC 9112).
        value.push(' ');
        value.push_str(line.trim());
        return Ok(());
    }
    // HTTP/2 as a tool shows it; the host has a name of its own there.
    let line = line.strip_prefix(':').map_or(line, |rest| rest);
    let Some((name, value)) = line.split_once(':') else {
        return Err(problem("has a line among its headers without a colon"));
    };
    if headers.len() == MAX_HEADERS {
        return Err(problem("has more than 200 headers"));
    }
    let name = if name == "authority" { "host" } else { name.trim() };
    headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
    Ok(())
}

/// The body as long as the headers say, and as they encode it.
fn put_body<'a>(received: &mut Received<'a>, body: &'a [u8]) {
    let chunked = received.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let decoded = if chunked { unchunked(body) } else { None };
    if let Some(bytes) = decoded {
        received.body = Some(Cow::Owned(bytes));
        return;
    }
    let length = received.header("content-length").and_then(whole_number).and_then(|length| length.try_into().ok());
    let exact = length.and_then(|length: usize| body.get(..length));
    received.open_end = length.is_none();
    received.body = Some(Cow::Borrowed(exact.unwrap_or(body)));
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(bytes);
        }
        bytes.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

/// Whether it is what `curl -v` writes: lines marked with `> ` are what was sent.
fn is_curl(message: &[u8]) -> bool {
    let mut lines = message.split(|byte| *byte == b'\n').take(2_000);
    lines.any(|line| {
        METHODS.iter().any(|method| line.strip_prefix(b"> ").is_some_and(|it| it.starts_with(method.as_bytes())))
    }) && matches!(message.first(), Some(b'>' | b'*' | b'<' | b'{' | b'}' | b' ' | b'N'))
}

/// The last request that it sent; the body is not shown.
fn read_curl(message: &[u8]) -> Result<Received<'static>, Error> {
    let all = lines(message.get(..MAX_HEAD.min(message.len())).unwrap_or_default())?;
    let sent: Vec<String> =
        all.iter().filter_map(|line| line.strip_prefix('>')).map(|line| line.trim().to_owned()).collect();
    let begins = |line: &String| {
        METHODS.iter().any(|method| line.strip_prefix(method).is_some_and(|rest| rest.starts_with(' ')))
    };
    let first = sent.iter().rposition(begins).unwrap_or_default();
    let head: Vec<String> = sent.iter().skip(first).take_while(|line| !line.is_empty()).cloned().collect();
    let mut received = read_head(&head)?;
    let empty = received.method.as_deref() == Some("GET") || received.header("content-length") == Some("0");
    received.body = empty.then(|| Cow::Borrowed(&[][..]));
    Ok(received)
}

#[cfg(test)]
mod tests {
    use super::read_message;

    const HEAD: &str = "POST /?a=b HTTP/1.1\r\nHost: cvm.tencentcloudapi.com\r\nX-TC-Action:  DescribeZones \r\n";

    #[test]
    fn a_message_is_read_with_either_line_end() {
        for text in [format!("{HEAD}\r\n{{}}"), format!("\u{feff}\n{HEAD}\r\n{{}}").replace('\r', "")] {
            let read = read_message(text.as_bytes()).unwrap();
            assert_eq!((read.method.as_deref(), read.path(), read.query()), (Some("POST"), "/", "a=b"));
            assert_eq!(read.header("x-tc-action"), Some("DescribeZones"));
            assert_eq!((read.body.as_deref(), read.open_end), (Some(&b"{}"[..]), true));
        }
    }

    #[test]
    fn the_body_is_as_long_as_the_headers_say() {
        let long = format!("{HEAD}Content-Length: 2\r\n\r\n{{}}\n");
        assert_eq!(read_message(long.as_bytes()).unwrap().body.as_deref(), Some(&b"{}"[..]));
        let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n3;x=y\r\nabc\r\n0\r\n\r\n");
        assert_eq!(read_message(chunked.as_bytes()).unwrap().body.as_deref(), Some(&b"{}abc"[..]));
        let broken = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{}}");
        assert!(read_message(broken.as_bytes()).unwrap().body.is_some());
    }

    #[test]
    fn what_curl_shows_is_read_without_a_body() {
        let text = "* Connected\n> POST / HTTP/2\n> Host: a\n> Content-Length: 2\n>\n} [2 bytes data]\n< HTTP/2 200\n< x: y\n<\n{}";
        let read = read_message(text.as_bytes()).unwrap();
        assert_eq!((read.header("host"), read.header("x"), read.body.as_deref()), (Some("a"), None, None));
    }

    #[test]
    fn an_authorization_header_may_stand_alone() {
        for text in ["TC3-HMAC-SHA256 Credential=a", " Authorization: TC3-HMAC-SHA256 Credential=a\n"] {
            let read = read_message(text.as_bytes()).unwrap();
            assert_eq!(
                (read.header("authorization"), read.method.as_deref()),
                (Some("TC3-HMAC-SHA256 Credential=a"), None)
            );
        }
    }

    #[test]
    fn what_is_no_request_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", "is empty"),
            ("\n \n", "is empty"),
            ("hello", "no HTTP request"),
            ("{\"a\":1}", "no HTTP request"),
            ("HTTP/1.1 200 OK\n\n", "no HTTP request"),
            ("POST / HTTP/1.1 x\n\n", "no HTTP request"),
            ("POST / HTTP/1.1\nabc\n\n", "without a colon"),
        ] {
            assert!(read_message(text.as_bytes()).unwrap_err().message.contains(reason), "{text}");
        }
        assert_eq!(read_message(&vec![b'a'; 11 << 20]).unwrap_err().code, "Client.TooLarge");
        let many = format!("POST / HTTP/1.1\n{}\n", "a: b\n".repeat(201));
        assert!(read_message(many.as_bytes()).unwrap_err().message.contains("200 headers"));
        let absolute = read_message(b"GET https://cvm.tencentcloudapi.com?a=1 HTTP/1.1\n\n").unwrap();
        assert_eq!((absolute.header("host"), absolute.target.as_str()), (Some("cvm.tencentcloudapi.com"), "/?a=1"));
    }
}
