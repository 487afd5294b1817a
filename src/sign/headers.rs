//! Header names and values. Names are compared in any case.

/// A name in any case, and a value.
pub(crate) type Header<'a> = (&'a [u8], &'a [u8]);

/// The value of a header by its name.
pub(super) fn find<'a>(headers: &[Header<'a>], name: &[u8]) -> Option<&'a [u8]> {
    for (known, value) in headers {
        if same_name(known, name) {
            return Some(value);
        }
    }
    None
}

/// The names of a list with semicolons between, each once, sorted.
pub(super) fn sorted_names(names: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut last = None;
    std::iter::from_fn(move || {
        last = following(names, last);
        last
    })
}

/// Of a list of names, the one that sorts next after `last`, or first of all.
#[inline(never)]
fn following<'a>(names: &'a [u8], last: Option<&[u8]>) -> Option<&'a [u8]> {
    let mut first = None;
    for name in names.split(|byte| *byte == b';') {
        if last.is_none_or(|last| sorts_before(last, name)) && first.is_none_or(|first| sorts_before(name, first)) {
            first = Some(name);
        }
    }
    first
}

#[inline(never)]
pub(super) fn same_name(one: &[u8], other: &[u8]) -> bool {
    !sorts_before(one, other) && !sorts_before(other, one)
}

#[inline(never)]
fn sorts_before(one: &[u8], other: &[u8]) -> bool {
    for (one, other) in one.iter().zip(other) {
        let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
        if one != other {
            return one < other;
        }
    }
    one.len() < other.len()
}
