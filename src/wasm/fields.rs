//! Several texts in one string: their lengths, a line feed, and the texts one after the other.
//!
//! The lengths are JavaScript's, in UTF-16 units. Unlike a separator, a length cannot be forged by what a text contains.

use crate::Error;

/// Splits what `pkg/lib/core/fields.js` packed.
pub(crate) fn unpack(packed: &str) -> Result<Vec<&str>, Error> {
    split(packed)
        .ok_or_else(|| Error::argument("fields", "are not what the package packs; its files are of two versions"))
}

/// Names and values in turn.
pub(crate) fn unpack_pairs(packed: &str) -> Result<Vec<(&str, &str)>, Error> {
    let texts = unpack(packed)?;
    Ok(texts.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect())
}

/// Fields by their names: names and values in turn, absent ones left out. The package writes the names, so an unknown one is
/// a mistake of ours.
pub(crate) struct Named<'a>(pub(crate) Vec<(&'a str, &'a str)>);

impl<'a> Named<'a> {
    pub(crate) fn read(packed: &'a str) -> Result<Self, Error> {
        unpack_pairs(packed).map(Named)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

    /// The texts of two fields that stand side by side any number of times.
    pub(crate) fn pairs(&self, first: &str, second: &str) -> Vec<(&'a str, &'a str)> {
        let neighbours = self.0.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
        let wanted = neighbours.filter(|(one, other)| one.0 == first && other.0 == second);
        wanted.map(|(one, other)| (one.1, other.1)).collect()
    }
}

#[cfg(feature = "wasm-client")]
impl Named<'_> {
    pub(crate) fn optional(&self, name: &str) -> Result<Option<u64>, Error> {
        let must = || Error::argument(name, "must be a whole number that is not negative");
        self.text(name).map(|text| text.parse().map_err(|_| must())).transpose()
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> Result<u64, Error> {
        self.optional(name).map(|number| number.unwrap_or(default))
    }

    /// What does not fit is as good as the largest that does.
    pub(crate) fn small(&self, name: &str, default: u32) -> Result<u32, Error> {
        self.number(name, u64::from(default)).map(|number| number.try_into().unwrap_or(u32::MAX))
    }
}

fn split(packed: &str) -> Option<Vec<&str>> {
    let (lengths, mut rest) = packed.split_once('\n')?;
    let mut texts = Vec::new();
    for length in lengths.split(' ').filter(|length| !length.is_empty()) {
        let (text, tail) = rest.split_at_checked(bytes_of(rest, length.parse().ok()?)?)?;
        texts.push(text);
        rest = tail;
    }
    rest.is_empty().then_some(texts)
}

/// How many bytes the first `units` UTF-16 units of `text` take.
fn bytes_of(text: &str, units: usize) -> Option<usize> {
    if text.get(..units).is_some_and(str::is_ascii) {
        return Some(units);
    }
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return Some(at);
        }
        left = left.checked_sub(c.len_utf16())?;
    }
    (left == 0).then_some(text.len())
}

/// The other way round, for results; `pkg/lib/core/fields.js` splits them. Lengths are UTF-16 units here too.
pub(crate) fn pack(texts: &[&str]) -> String {
    let mut packed = String::new();
    for text in texts {
        if !packed.is_empty() {
            packed.push(' ');
        }
        packed.push_str(&text.encode_utf16().count().to_string());
    }
    packed.push('\n');
    packed.extend(texts.iter().copied());
    packed
}
