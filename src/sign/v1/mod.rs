//! Signature v1, HmacSHA1 and HmacSHA256: the algorithm before TC3, which some products and many old programs still use.
//!
//! There are no `X-TC-*` headers: `Action`, `Timestamp`, `SecretId` and their like travel among the action's own parameters,
//! in the query of a GET or in the form that a POST carries, and all of them are signed, raw, in the order of their names.
//! The rules are those of the vendor's "Signature v1" page (<https://cloud.tencent.com/document/api/213/15693>).
//!
//! ```text
//! parameters ─ sorted ─► string to sign ─ hmac(secret key) ─► base64 ─► Signature, one parameter more
//! ```

mod keys;
mod params;
mod request;
mod signer;

pub use keys::{Algorithm, signature};
pub use params::{encode, string_to_sign};
pub use request::{Options, Request, Signed, Steps};
#[cfg(all(target_arch = "wasm32", feature = "wasm-v1"))]
pub(crate) use signer::origin;
pub use signer::{Signer, explain, sign};
