//! The error of a parameter that cannot be used.

use crate::messages::error::ApiError;

pub(super) fn invalid(name: &str) -> ApiError {
    ApiError::about("InvalidParameter.ParamError", format!("`{name}`"))
}
