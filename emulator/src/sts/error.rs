//! The error of a parameter that cannot be used.

use crate::messages::error::Refusal;

pub(super) fn invalid(name: &str) -> Refusal {
    Refusal::about("InvalidParameter.ParamError", format!("`{name}`"))
}
