//! Several optional texts in one string: their lengths, a line feed, and the texts one after the other.
//!
//! The lengths are JavaScript's, in UTF-16 units; `-` stands for an absent field. Unlike a separator, a length cannot be
//! forged by what a field contains.

use crate::Error;

/// Splits what `pkg/lib/core/fields.js` packed into exactly `N` fields.
pub(crate) fn unpack<const N: usize>(packed: &str) -> Result<[Option<&str>; N], Error> {
    unpack_all(packed)?.try_into().map_err(|_| mismatch())
}

/// Splits what `pkg/lib/core/fields.js` packed into however many fields there are.
pub(crate) fn unpack_all(packed: &str) -> Result<Vec<Option<&str>>, Error> {
    split(packed).ok_or_else(mismatch)
}

/// Fields by their names: names and values in turn, absent ones left out. The package writes the names, so an unknown one is
/// a mistake of ours.
#[cfg(feature = "wasm-client")]
pub(crate) struct Named<'a>(pub(crate) Vec<(&'a str, &'a str)>);

#[cfg(feature = "wasm-client")]
impl<'a> Named<'a> {
    pub(crate) fn read(packed: &'a str) -> Result<Self, Error> {
        let texts: Vec<&str> = unpack_all(packed)?.into_iter().flatten().collect();
        Ok(Named(texts.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

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

fn mismatch() -> Error {
    Error::argument("fields", "are not what the package packs; its files are of two versions")
}

fn split(packed: &str) -> Option<Vec<Option<&str>>> {
    let (lengths, mut rest) = packed.split_once('\n')?;
    let mut fields = Vec::new();
    for length in lengths.split(' ').filter(|length| !length.is_empty()) {
        if length == "-" {
            fields.push(None);
            continue;
        }
        let (text, tail) = rest.split_at_checked(bytes_of(rest, length.parse().ok()?)?)?;
        fields.push(Some(text));
        rest = tail;
    }
    rest.is_empty().then_some(fields)
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
