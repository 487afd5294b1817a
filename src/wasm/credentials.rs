//! Credentials as the package packs them.

use super::fields;
use crate::Error;
use crate::sign::Credentials;
use zeroize::Zeroize as _;

/// Reads the packed `secretId`, `secretKey` and `token`, and wipes them.
pub(crate) fn read(mut packed: String) -> Result<Credentials, Error> {
    let read = fields::unpack(&packed).map(|[id, key, token]| {
        let credentials = Credentials::new(id.unwrap_or(""), key.unwrap_or(""));
        match token {
            Some(token) => credentials.with_token(token),
            None => credentials,
        }
    });
    packed.zeroize();
    read
}
