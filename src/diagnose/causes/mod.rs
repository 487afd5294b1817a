//! The table of causes: what can be wrong with a signature, by a stable code, in two languages.

mod authorization;
mod key;
mod part;
mod request;
mod row;
mod strings;

pub use part::Part;
pub use row::Cause;

pub(super) use authorization::*;
pub(super) use key::*;
pub(super) use request::*;
pub(super) use strings::*;

/// Every cause, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Cause> {
    [AUTHORIZATION, KEYS, REQUEST, STRINGS].into_iter().flatten().copied()
}
