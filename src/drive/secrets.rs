//! The secret parameters of an operation, as JavaScript gives them when a request is sent.

use super::host::Host;
use crate::Error;
use crate::job::Secrets;
use zeroize::Zeroizing;

/// Asks the host for them.
///
/// # Errors
/// `Client.InvalidArgument` if they cannot be had, are incomplete or do not fit.
pub(super) fn secrets_of(host: &Host, action: &str) -> Result<Secrets, Error> {
    let lines = host.secret_parameters().map(Zeroizing::new);
    let lines = lines.ok_or_else(|| Error::argument("secretParameters", "could not be read when a request was due"))?;
    Secrets::read(action, &lines)
}
