//! HTTP requests and replies, as bytes.

pub(crate) mod cors;
pub(crate) mod envelope;
pub(crate) mod query;

use crate::time::http_date;

/// One HTTP request, as received.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `POST`, in upper case.
    pub method: String,
    /// The request target, path and query, byte for byte: `/?Action=StartInstances`.
    pub target: String,
    /// Header names in any case, values as sent. `Host` is among them.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The target before and after its first `?`.
    pub fn path_and_query(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }
}

/// How a reply reaches the caller. The owner of the connection acts on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Completely and at once.
    #[default]
    Whole,
    /// The connection is refused: the request never arrived.
    Refused,
    /// The host's name is not found: the request never arrived.
    NoName,
    /// The host's certificate is not accepted: the request never arrived.
    BadCertificate,
    /// The connection breaks with no byte of the reply sent.
    Lost,
    /// The connection breaks in the middle of the body.
    Cut,
    /// The body comes byte by byte, each after [`Response::gap_ms`].
    Drip,
    /// Nothing is ever sent; the connection stays open.
    Never,
}

impl Delivery {
    /// `whole`, `refused`, `no-name`, `bad-certificate`, `lost`, `cut`, `drip` or `never`.
    pub const fn name(self) -> &'static str {
        match self {
            Delivery::Whole => "whole",
            Delivery::Refused => "refused",
            Delivery::NoName => "no-name",
            Delivery::BadCertificate => "bad-certificate",
            Delivery::Lost => "lost",
            Delivery::Cut => "cut",
            Delivery::Drip => "drip",
            Delivery::Never => "never",
        }
    }

    /// Whether the request reaches the service at all.
    pub const fn arrives(self) -> bool {
        !matches!(self, Delivery::Refused | Delivery::NoName | Delivery::BadCertificate)
    }
}

/// One HTTP reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// 200 for every envelope, errors included.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it is to be delivered.
    pub delivery: Delivery,
    /// How long to hold it back first, in milliseconds.
    pub delay_ms: u64,
    /// How long each byte of a dripping body takes, in milliseconds.
    pub gap_ms: u64,
}

impl Response {
    /// A reply with its `Date`, which is the emulator's clock.
    pub(crate) fn new(now_ms: u64, status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = [("content-type", content_type), ("date", &http_date(now_ms)), ("server", "nginx")];
        Response {
            status,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: body.into(),
            delivery: Delivery::Whole,
            delay_ms: 0,
            gap_ms: 0,
        }
    }

    /// The first header of that name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }
}

/// The plain page a gateway in front of the service shows.
pub(crate) fn gateway_page(now_ms: u64, status: u16, title: &str) -> Response {
    let html = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    Response::new(now_ms, status, "text/html", html)
}
