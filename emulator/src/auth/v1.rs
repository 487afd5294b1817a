//! Signature v1, HmacSHA1 and HmacSHA256: one string of all parameters, sorted and not encoded.
//!
//! Every reading that an official SDK depends on is accepted: the host with or without its port, and names with `_`
//! read
//! as `.`, which the Python SDK does before it signs.

use crate::messages::error::ApiError;
use crate::request::common::CommonParams;
use crate::request::host::without_port;
use subtle::{Choice, ConstantTimeEq as _};
use tencentcloud_edge::sign::v1::{Algorithm, signature};

/// What a request claims.
pub(crate) struct Claim<'a> {
    pub(crate) secret_id: &'a str,
    pub(crate) signature: &'a str,
    pub(crate) algorithm: Algorithm,
}

impl<'a> Claim<'a> {
    pub(crate) fn read(common: &'a CommonParams<'_>) -> Result<Self, ApiError> {
        let (secret_id, nonce) = (common.required("SecretId")?, common.required("Nonce")?);
        if !nonce.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ApiError::about("InvalidParameter", "`Nonce` is not a number"));
        }
        let algorithm = match common.get("SignatureMethod") {
            None => Algorithm::default(),
            Some(name) => {
                Algorithm::parse(name).ok_or_else(|| ApiError::about("InvalidParameterValue", "`SignatureMethod`"))?
            }
        };
        Ok(Claim { secret_id, signature: common.required("Signature")?, algorithm })
    }

    /// Whether the signature is valid for this request and key.
    pub(crate) fn holds(&self, secret_key: &str, common: &CommonParams<'_>) -> bool {
        let mut holds = Choice::from(0);
        for reading in Reading::of(common).accepted() {
            let expected = signature(self.algorithm, secret_key, &reading.string_to_sign());
            holds |= expected.as_bytes().ct_eq(self.signature.as_bytes());
        }
        holds.into()
    }
}

/// One way of reading a request, from which the string to sign follows.
#[derive(Clone)]
pub(crate) struct Reading<'a> {
    pub(crate) method: &'a str,
    pub(crate) host: &'a str,
    /// In the order in which they are signed.
    pub(crate) pairs: Vec<(String, &'a str)>,
}

impl<'a> Reading<'a> {
    /// The documented reading.
    pub(crate) fn of(common: &'a CommonParams<'_>) -> Self {
        let mut pairs: Vec<(String, &str)> =
            common.signed_pairs().map(|(name, value)| (name.to_owned(), value)).collect();
        pairs.sort();
        let host = common.request.header("host").unwrap_or_default();
        Reading { method: &common.request.method, host, pairs }
    }

    /// Every accepted reading.
    fn accepted(&self) -> Vec<Reading<'a>> {
        let mut dotted = self.clone();
        for (name, _) in &mut dotted.pairs {
            *name = name.replace('_', ".");
        }
        let hosts = [self.host, without_port(self.host)];
        hosts.into_iter().flat_map(|host| [self, &dotted].map(|it| Reading { host, ..it.clone() })).collect()
    }

    pub(crate) fn string_to_sign(&self) -> String {
        let pairs: Vec<String> = self.pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}{}/?{}", self.method, self.host, pairs.join("&"))
    }
}
