//! Where a request goes: the origin that is fetched and the `Host` that is signed.

use super::refusal::Refusal;
use super::sink::{Sink, put_lower};

/// What stands after the service in its own host name.
const ROOT_DOMAIN: &str = ".tencentcloudapi.com";

/// A checked origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint<'a> {
    /// `http` instead of `https`.
    pub plain: bool,
    /// The name or address, in any case.
    name: &'a str,
    /// The port, unless it is the default one: the user agent leaves that out of `Host`.
    port: Option<&'a str>,
    /// `name` is a service's, and its root domain follows.
    of_service: bool,
}

impl<'a> Endpoint<'a> {
    /// Parses an origin: `https://host`, `http://host:port`. Paths, queries, user names and spaces are refused.
    ///
    /// # Errors
    /// What is wrong with `endpoint`.
    pub fn parse(text: &'a str) -> Result<Self, Refusal<'a>> {
        let refuse = |problem| Err(Refusal::new("endpoint", problem));
        let text = text.strip_suffix('/').unwrap_or(text);
        let (plain, default_port, authority) = if let Some(rest) = text.strip_prefix("https://") {
            (false, "443", rest)
        } else if let Some(rest) = text.strip_prefix("http://") {
            (true, "80", rest)
        } else {
            return refuse("must begin with https:// (or http:// for a local endpoint)");
        };
        if authority.bytes().any(|byte| matches!(byte, b'/' | b'?' | b'#' | b'@' | b'\\')) {
            return refuse("must be an origin: scheme, host and port only");
        }
        let colon = authority.bytes().rposition(|byte| byte == b':').filter(|_| !authority.ends_with(']'));
        let (name, port) = match colon.and_then(|at| Some((authority.get(..at)?, authority.get(at + 1..)?))) {
            Some((name, port)) => (name, Some(port)),
            None => (authority, None),
        };
        if !is_host(name) {
            return refuse("has a host that is not a plain name or address");
        }
        if port.is_some_and(|port| !is_port(port)) {
            return refuse("has a port that is not a number from 1 to 65535");
        }
        Ok(Endpoint { plain, name, port: port.filter(|port| *port != default_port), of_service: false })
    }

    /// The service's own endpoint: `https://{service}.tencentcloudapi.com`.
    pub const fn of_service(service: &'a str) -> Self {
        Endpoint { plain: false, name: service, port: None, of_service: true }
    }

    /// Writes what the user agent will send as `Host`, and so what is signed.
    pub fn put_host(&self, sink: &mut dyn Sink) {
        put_lower(sink, self.name);
        if self.of_service {
            sink.put(ROOT_DOMAIN.as_bytes());
        }
        if let Some(port) = self.port {
            sink.put(b":");
            sink.put(port.as_bytes());
        }
    }

    /// Writes what is fetched: `https://cvm.tencentcloudapi.com`, no slash at the end.
    pub fn put_origin(&self, sink: &mut dyn Sink) {
        sink.put(if self.plain { b"http://" } else { b"https://" });
        self.put_host(sink);
    }

    /// Whether the host is this machine: the only place plain http may be sent to.
    pub fn is_loopback(&self) -> bool {
        let ends = |tail: &str| {
            let from = self.name.len().checked_sub(tail.len());
            from.and_then(|from| self.name.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
        };
        let digits = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        !self.of_service
            && (self.name == "[::1]"
                || self.name.eq_ignore_ascii_case("localhost")
                || ends(".localhost")
                || (self.name.starts_with("127.")
                    && self.name.split('.').count() == 4
                    && self.name.bytes().all(digits)))
    }
}

fn is_host(name: &str) -> bool {
    if let Some(inner) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let digit = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
        return inner.bytes().any(|byte| byte == b':') && inner.bytes().all(digit);
    }
    let mut before = b'.';
    for byte in name.bytes() {
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || (byte == b'.' && before != b'.')) {
            return false;
        }
        before = byte;
    }
    !name.is_empty()
}

fn is_port(port: &str) -> bool {
    let mut number = 0_u32;
    for byte in port.bytes() {
        if !byte.is_ascii_digit() || number > 65_535 {
            return false;
        }
        number = number * 10 + u32::from(byte - b'0');
    }
    (1..=65_535).contains(&number)
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    fn written(put: impl Fn(&mut Vec<u8>)) -> String {
        let mut text = Vec::new();
        put(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn parses_origins() {
        for (text, origin, host, loopback) in [
            ("https://cvm.tencentcloudapi.com", "https://cvm.tencentcloudapi.com", "cvm.tencentcloudapi.com", false),
            (
                "https://CVM.tencentcloudapi.com:443/",
                "https://cvm.tencentcloudapi.com",
                "cvm.tencentcloudapi.com",
                false,
            ),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080", true),
            ("http://LOCALHOST:80", "http://localhost", "localhost", true),
            ("http://a.localhost:81", "http://a.localhost:81", "a.localhost:81", true),
            ("http://[::1]:9000", "http://[::1]:9000", "[::1]:9000", true),
            ("http://[::1]", "http://[::1]", "[::1]", true),
            ("http://127.evil.example:80", "http://127.evil.example", "127.evil.example", false),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(written(|sink| endpoint.put_origin(sink)), origin);
            assert_eq!(written(|sink| endpoint.put_host(sink)), host);
            assert_eq!(endpoint.is_loopback(), loopback, "{text}");
        }
        let own = Endpoint::of_service("cvm");
        assert_eq!(written(|sink| own.put_origin(sink)), "https://cvm.tencentcloudapi.com");
        assert!(!Endpoint::of_service("localhost").is_loopback());
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "cvm.tencentcloudapi.com",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://a?b",
            "https://u@a",
            "https://a:0",
            "https://a:65536",
            "https://a:4294967376",
            "https://a:",
            "https://a:+1",
            "https://a b",
            "https://a\r\nb",
            "https://.a",
            "https://a..b",
            "https://b\u{fc}cher.example",
            "https://[zz]",
            "http://[]",
            "https:///",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text:?}");
        }
    }
}
