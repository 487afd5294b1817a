//! Credentials as the package packs them.

use super::fields::Named;
use crate::Error;
use crate::sign::Credentials;
use zeroize::Zeroize as _;

/// Reads the packed `secretId`, `secretKey` and `token`, and wipes them.
pub(crate) fn read(mut packed: String) -> Result<Credentials, Error> {
    let read = Named::read(&packed).map(|given| {
        let text = |name: &str| given.text(name).unwrap_or("");
        let credentials = Credentials::new(text("secretId"), text("secretKey"));
        match given.text("token") {
            Some(token) => credentials.with_token(token),
            None => credentials,
        }
    });
    packed.zeroize();
    read
}
