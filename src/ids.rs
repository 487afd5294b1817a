//! Instance ids: parsed, not validated. What comes out of here can be sent.

use crate::Error;
use crate::error::client;
use std::fmt;

const PREFIX: &[u8] = b"ins-";
const LENGTH: usize = 12;
/// How many bad ids the message shows; [`BadIds::bad`] has them all.
const SHOWN: usize = 20;

/// `ins-` and eight lower-case letters or digits (StartInstances page, code `InvalidParameterValue.InstanceIdMalformed`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId([u8; LENGTH]);

impl InstanceId {
    /// Reads one id; `None` if it has any other form.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; LENGTH] = text.as_bytes().try_into().ok()?;
        let tail = bytes.strip_prefix(PREFIX)?;
        tail.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9')).then_some(InstanceId(bytes))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // INVARIANT: parse() lets only ASCII in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Any number of distinct ids, in the caller's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceIds(Vec<InstanceId>);

/// Why a list of ids was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadIds {
    /// The positions of all malformed ids with their text; empty when the list was.
    pub bad: Vec<(usize, String)>,
}

impl InstanceIds {
    /// Parses all of them, collapses duplicates and keeps the order; or names every malformed one.
    ///
    /// # Errors
    /// [`BadIds`] when the list is empty or any id is malformed.
    pub fn parse<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, BadIds> {
        let mut ids = Vec::new();
        let mut bad = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            match InstanceId::parse(text.as_ref()) {
                Some(id) => ids.push(id),
                None => bad.push((index, text.as_ref().to_owned())),
            }
        }
        if ids.is_empty() || !bad.is_empty() {
            return Err(BadIds { bad });
        }
        Ok(InstanceIds(distinct(ids)))
    }

    /// The ids.
    pub fn into_vec(self) -> Vec<InstanceId> {
        self.0
    }
}

/// Keeps the first of each. Sorting positions needs no hash table, which would be the largest thing in the wasm module.
fn distinct(ids: Vec<InstanceId>) -> Vec<InstanceId> {
    let mut order: Vec<(InstanceId, usize)> = ids.into_iter().enumerate().map(|(at, id)| (id, at)).collect();
    order.sort_unstable();
    order.dedup_by_key(|entry| entry.0);
    order.sort_unstable_by_key(|entry| entry.1);
    order.into_iter().map(|entry| entry.0).collect()
}

impl From<BadIds> for Error {
    fn from(refused: BadIds) -> Self {
        if refused.bad.is_empty() {
            return Error::new(client::EMPTY_LIST, "no instance ids were given; nothing was sent");
        }
        let mut text = String::from("malformed instance ids, nothing was sent:");
        for (index, value) in refused.bad.iter().take(SHOWN) {
            text.push_str(" [");
            text.push_str(&index.to_string());
            text.push_str("] `");
            text.extend(value.chars().take(40).map(|c| if c.is_ascii_graphic() { c } else { '?' }));
            text.push('`');
        }
        if refused.bad.len() > SHOWN {
            text.push_str(" and ");
            text.push_str(&(refused.bad.len() - SHOWN).to_string());
            text.push_str(" more");
        }
        text.push_str("; an id is `ins-` and eight lower-case letters or digits");
        Error::new(client::INVALID_INSTANCE_ID, text)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadIds, InstanceIds};
    use crate::Error;

    #[test]
    fn keeps_order_and_collapses_duplicates() {
        let ids = InstanceIds::parse(["ins-bbbbbbbb", "ins-aaaaaaaa", "ins-bbbbbbbb", "ins-00000000"]).unwrap();
        let texts: Vec<_> = ids.into_vec().iter().map(|id| id.as_str().to_owned()).collect();
        assert_eq!(texts, ["ins-bbbbbbbb", "ins-aaaaaaaa", "ins-00000000"]);
    }

    #[test]
    fn names_every_bad_id() {
        let bad = [
            "",
            "ins-",
            "ins-1122",
            "INS-abcdefgh",
            "ins-ABCDEFGH",
            "ins-abcdefghi",
            "ins-abcdefg\u{e9}",
            " ins-abcdefg",
            "ins-abcd\refg",
            "ins-abcd\0efg",
            "\u{ff49}ns-abcdefgh",
            "lh-abcdefgh1",
        ];
        let refused = InstanceIds::parse(bad).unwrap_err();
        assert_eq!(refused.bad.iter().map(|entry| entry.0).collect::<Vec<_>>(), (0..bad.len()).collect::<Vec<_>>());
        let error = Error::from(refused);
        assert_eq!(error.code, "Client.InvalidInstanceId");
        assert!(error.message.is_ascii() && !error.message.contains('\r'));
    }

    #[test]
    fn shows_twenty_and_counts_the_rest() {
        let error = Error::from(InstanceIds::parse(vec!["x"; 23]).unwrap_err());
        assert!(error.message.contains("and 3 more") && !error.message.contains("[20]"));
        assert_eq!(Error::from(BadIds { bad: Vec::new() }).code, "Client.EmptyList");
    }
}
