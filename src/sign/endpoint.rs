//! Where a request goes: the origin that is fetched and the `Host` that is signed.

use crate::Error;

/// A checked origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// What is fetched: `https://cvm.tencentcloudapi.com`, no slash at the end.
    pub origin: String,
    /// What the user agent will send as `Host`, and so what is signed: the port is there only if it is not the default.
    pub host: String,
    /// `http` instead of `https`.
    pub plain: bool,
}

impl Endpoint {
    /// Parses an origin: `https://host`, `http://host:port`. Paths, queries, user names and spaces are refused.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refuse = |problem| Err(Error::argument("endpoint", problem));
        let text = text.strip_suffix('/').unwrap_or(text);
        let (scheme, plain, default_port, authority) = if let Some(rest) = text.strip_prefix("https://") {
            ("https://", false, "443", rest)
        } else if let Some(rest) = text.strip_prefix("http://") {
            ("http://", true, "80", rest)
        } else {
            return refuse("must begin with https:// (or http:// for a local endpoint)");
        };
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return refuse("must be an origin: scheme, host and port only");
        }
        let (name, port) = match authority.rfind(':') {
            Some(at) if !authority.ends_with(']') => (cut(authority, 0, at), cut(authority, at + 1, authority.len())),
            _ => (authority, ""),
        };
        let bytes_ok = if let Some(inner) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            inner.contains(':') && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.')
        } else {
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
                && !name.starts_with('.')
                && !name.contains("..")
        };
        if name.is_empty() || !bytes_ok {
            return refuse("has a host that is not a plain name or address");
        }
        let port_given = authority.len() > name.len();
        if port_given && !port.parse::<u16>().is_ok_and(|number| number > 0 && !port.starts_with('+')) {
            return refuse("has a port that is not a number from 1 to 65535");
        }
        let mut host = name.to_ascii_lowercase();
        if port_given && port != default_port {
            host.push(':');
            host.push_str(port);
        }
        Ok(Endpoint { origin: [scheme, &host].concat(), host, plain })
    }

    /// The service's own endpoint: `https://{service}.tencentcloudapi.com`.
    pub fn of_service(service: &str) -> Result<Self, Error> {
        Self::parse(&["https://", service, ".tencentcloudapi.com"].concat())
    }

    /// Whether the host is this machine: the only place plain http may be sent to.
    pub fn is_loopback(&self) -> bool {
        let name = match self.host.rfind(':') {
            Some(at) if !self.host.ends_with(']') => cut(&self.host, 0, at),
            _ => &self.host,
        };
        name == "localhost"
            || name == "[::1]"
            || name.ends_with(".localhost")
            || (name.starts_with("127.")
                && name.split('.').count() == 4
                && name.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    }
}

fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

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
            ("http://localhost:80", "http://localhost", "localhost", true),
            ("http://[::1]:9000", "http://[::1]:9000", "[::1]:9000", true),
            ("http://[::1]", "http://[::1]", "[::1]", true),
            ("http://127.evil.example:80", "http://127.evil.example", "127.evil.example", false),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!((endpoint.origin.as_str(), endpoint.host.as_str()), (origin, host), "{text}");
            assert_eq!(endpoint.is_loopback(), loopback, "{text}");
        }
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
