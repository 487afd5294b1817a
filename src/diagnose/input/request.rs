//! One request as it arrived, as far as it is known.

use std::borrow::Cow;

/// What arrived, or as much of it as is known.
#[derive(Clone, Debug, Default)]
pub struct Received<'a> {
    /// `POST`; `None` where only an Authorization header is known.
    pub method: Option<String>,
    /// The request target, path and query, byte for byte.
    pub target: String,
    /// Names in any case, values as sent. `Host` is among them.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte; `None` where it is not known.
    pub body: Option<Cow<'a, [u8]>>,
    /// Whether a line end at the end of the body may be that of the text that it was read from.
    pub open_end: bool,
}

impl Received<'_> {
    /// The first header of that name, in any case, without white space at its ends.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// All headers of that name.
    pub(in crate::diagnose) fn values<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        let same = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        same.map(|(_, value)| value.trim_matches([' ', '\t']))
    }

    /// What follows the first `?` of the target.
    pub(in crate::diagnose) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// What stands before it.
    pub(in crate::diagnose) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The timestamp header, if it is a number.
    pub(in crate::diagnose) fn timestamp(&self) -> Option<u64> {
        self.header("x-tc-timestamp").and_then(whole_number)
    }
}

/// A number written in digits alone.
pub(in crate::diagnose) fn whole_number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// The service in a host name of the vendor's.
pub(in crate::diagnose) fn product(host: &str) -> Option<&str> {
    let name = host.split(':').next()?;
    name.strip_suffix(".tencentcloudapi.com")?.split('.').next()
}
