//! Where a request goes: the origin that is fetched and the `Host` that is signed.

use super::error::{SigningError, SigningErrorKind};
use super::text::{DIGIT, HEX, HOST, Sink, consists_of, put_lower};

/// What stands after the service in its own host name.
const ROOT_DOMAIN: &str = ".tencentcloudapi.com";
const LOOPBACK_V6: &[u8] = b"[::1]";

/// A checked origin, in a spelling that a user agent keeps: what it would change on the way is not what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint<'a> {
    /// `http` instead of `https`.
    pub plain: bool,
    /// The name or address, in any case.
    name: &'a [u8],
    /// The port, unless it is the default one: the user agent leaves that out of `Host`.
    port: Option<&'a [u8]>,
    /// `name` is a service's, and its root domain follows.
    of_service: bool,
}

impl<'a> Endpoint<'a> {
    /// Parses an origin: `https://host`, `http://host:port`. Paths, queries, user names and spaces are refused.
    ///
    /// # Errors
    /// What is wrong with `endpoint`.
    pub fn parse(text: &'a str) -> Result<Self, SigningError<'a>> {
        Endpoint::of(text.as_bytes())
    }

    pub(super) fn of(text: &'a [u8]) -> Result<Self, SigningError<'a>> {
        const NO_SCHEME: SigningErrorKind =
            SigningErrorKind::new("must begin with https:// (or http:// for a local endpoint)");
        const NO_ORIGIN: SigningErrorKind = SigningErrorKind::new("must be an origin: scheme, host and port only");
        let refuse = |kind| Err(SigningError::new("endpoint", kind));
        let text = text.strip_suffix(b"/").unwrap_or(text);
        let (plain, default_port, authority): (bool, &[u8], &[u8]) = if let Some(rest) = text.strip_prefix(b"https://")
        {
            (false, b"443", rest)
        } else if let Some(rest) = text.strip_prefix(b"http://") {
            (true, b"80", rest)
        } else {
            return refuse(&NO_SCHEME);
        };
        if authority.iter().any(|byte| matches!(byte, b'/' | b'?' | b'#' | b'@' | b'\\')) {
            return refuse(&NO_ORIGIN);
        }
        Endpoint::of_authority("endpoint", authority, plain, default_port)
    }

    /// A `Host` by itself, which is signed and sent as it is given, a default port included.
    pub(super) fn of_host(text: &'a [u8]) -> Result<Self, SigningError<'a>> {
        Endpoint::of_authority("host", text, false, b"")
    }

    fn of_authority(
        field: &'static str,
        authority: &'a [u8],
        plain: bool,
        default_port: &[u8],
    ) -> Result<Self, SigningError<'a>> {
        const NO_HOST: SigningErrorKind = SigningErrorKind::new("has a host that is not a plain name or address");
        const NO_PORT: SigningErrorKind = SigningErrorKind::new("has a port that is not a number from 1 to 65535");
        let refuse = |kind| Err(SigningError::new(field, kind));
        let colon = authority.iter().rposition(|byte| *byte == b':').filter(|_| !authority.ends_with(b"]"));
        let (name, port) = match colon.and_then(|at| Some((authority.get(..at)?, authority.get(at + 1..)?))) {
            Some((name, port)) => (name, Some(port)),
            None => (authority, None),
        };
        if !is_host(name) {
            return refuse(&NO_HOST);
        }
        if port.is_some_and(|port| !is_number(port, 65_535) || port == b"0") {
            return refuse(&NO_PORT);
        }
        Ok(Endpoint { plain, name, port: port.filter(|port| *port != default_port), of_service: false })
    }

    /// The service's own endpoint: `https://{service}.tencentcloudapi.com`.
    pub(super) const fn of_service(service: &'a [u8]) -> Self {
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
            sink.put(port);
        }
    }

    /// Writes what is fetched: `https://cvm.tencentcloudapi.com`, no slash at the end.
    pub fn put_origin(&self, sink: &mut dyn Sink) {
        sink.put(if self.plain { b"http://" } else { b"https://" });
        self.put_host(sink);
    }

    /// Whether the host is this machine: the only place plain http may be sent to.
    pub fn is_loopback(&self) -> bool {
        const LOCALHOST: &[u8] = b".localhost";
        let ends = || {
            let from = self.name.len().checked_sub(LOCALHOST.len());
            from.and_then(|from| self.name.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(LOCALHOST))
        };
        !self.of_service
            && (self.name == LOOPBACK_V6
                || self.name.eq_ignore_ascii_case(b"localhost")
                || ends()
                || (self.name.starts_with(b"127.") && is_address(self.name)))
    }
}

/// A name; or an address, which is what a name is taken for whose last part is a number. Of an address in brackets a zero is
/// refused where it might be one that the user agent leaves out.
fn is_host(name: &[u8]) -> bool {
    if let [b'[', inner @ .., b']'] = name {
        let zero = inner.starts_with(b"0") || inner.windows(2).any(|pair| pair == b":0");
        return consists_of(inner, HEX) && inner.contains(&b':') && !zero;
    }
    let (mut is_numeric, mut is_name) = (false, consists_of(name, HOST));
    for label in name.split(|byte| *byte == b'.') {
        is_name &= !label.is_empty();
        is_numeric = consists_of(label, DIGIT) || matches!(label, [b'0', b'x' | b'X', ..]);
    }
    is_name && (!is_numeric || is_address(name))
}

/// Four numbers from 0 to 255.
fn is_address(name: &[u8]) -> bool {
    let mut count = 0;
    let mut fit = true;
    for part in name.split(|byte| *byte == b'.') {
        count += 1;
        fit &= is_number(part, 255);
    }
    fit && count == 4
}

/// A decimal number without a leading zero.
fn is_number(text: &[u8], most: u32) -> bool {
    let value = text.iter().take(6).fold(0, |value, digit| value * 10 + u32::from(digit & 15));
    !text.is_empty()
        && text.len() < 6
        && consists_of(text, DIGIT)
        && value <= most
        && (text.len() == 1 || !text.starts_with(b"0"))
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
            ("https://[2001:DB8::1]:9000", "https://[2001:db8::1]:9000", "[2001:db8::1]:9000", false),
            ("http://127.evil.example:80", "http://127.evil.example", "127.evil.example", false),
            ("http://10.255.0.1:8080", "http://10.255.0.1:8080", "10.255.0.1:8080", false),
            ("http://gateway.2b:8080", "http://gateway.2b:8080", "gateway.2b:8080", false),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(written(|sink| endpoint.put_origin(sink)), origin);
            assert_eq!(written(|sink| endpoint.put_host(sink)), host);
            assert_eq!(endpoint.is_loopback(), loopback, "{text}");
        }
        let own = Endpoint::of_service(b"cvm");
        assert_eq!(written(|sink| own.put_origin(sink)), "https://cvm.tencentcloudapi.com");
        assert!(!Endpoint::of_service(b"localhost").is_loopback());
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
            // What a user agent would send otherwise than it is written.
            "https://a:0443",
            "https://a:00",
            "http://127.1",
            "http://127.0.0.01",
            "http://127.0.0.256",
            "http://1.2.3.4.5",
            "http://2130706433",
            "http://a.0x7f",
            "http://0X7F000001",
            "http://127.0.0.1.",
            "https://a.b.",
            "http://[0:0:0:0:0:0:0:1]",
            "http://[::ffff:127.0.0.1]",
            "http://[0::1]",
            "http://[1::01]",
            "http://[1234]",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text:?}");
        }
    }
}
