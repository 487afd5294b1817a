//! The token of an identity provider, as far as it can be checked without the provider's keys.

use super::error::invalid;
use crate::messages::error::ApiError;
use crate::request::params::Params;
use serde_json::Value;

/// Refuses an empty token, and a JWT that says it has expired. Its signature is not verified: the emulator knows no
/// provider.
pub(super) fn check(params: &Params, now_ms: u64) -> Result<(), ApiError> {
    let text = |name: &str| params.text(name).filter(|text| !text.is_empty()).ok_or_else(|| invalid(name));
    text("ProviderId")?;
    let token = text("WebIdentityToken")?;
    match expiry(token) {
        Some(end) if end <= now_ms / 1_000 => {
            Err(ApiError::about("InvalidParameter.ParamError", "`WebIdentityToken` has expired"))
        }
        _ => Ok(()),
    }
}

/// `exp` of a JWT, in Unix seconds.
fn expiry(token: &str) -> Option<u64> {
    let payload = token.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&from_base64url(payload)?).ok()?;
    claims.get("exp")?.as_u64()
}

fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(digit)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}
