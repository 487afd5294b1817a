//! The common parameters of a request: in `X-TC-*` headers, or with signature v1 among the action's own parameters.

use crate::http::Request;
use crate::http::query;
use crate::messages::error::ApiError;

/// Which signature a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// TC3-HMAC-SHA256.
    Tc3,
    /// HmacSHA1 or HmacSHA256.
    V1,
}

/// The common parameters of v1 ("Signature v1" page); every other one belongs to the action.
const V1_NAMES: [&str; 11] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];
const FORM: &str = "application/x-www-form-urlencoded";

/// The stub that a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StubKey {
    pub(crate) service: String,
    pub(crate) action: String,
}

/// A request and its common parameters, by name.
pub(crate) struct CommonParams<'a> {
    pub(crate) request: &'a Request,
    /// The stub that answers it, where one does.
    pub(crate) stub: Option<StubKey>,
    pub(crate) scheme: Scheme,
    /// The decoded pairs of the query, or of the form of a v1 POST.
    pairs: Result<Vec<(String, String)>, ApiError>,
}

impl<'a> CommonParams<'a> {
    pub(crate) fn of(request: &'a Request) -> Self {
        let get = request.method == "GET";
        // A POST of a form is always v1: TC3 accepts none. A GET is v1 if its signature is where v1 puts it.
        let form = !get && media_type(request).eq_ignore_ascii_case(FORM);
        let pairs = match (get, form) {
            (true, _) => query::pairs(request.path_and_query().1.as_bytes()),
            (false, true) => query::pairs(&request.body),
            (false, false) => Ok(Vec::new()),
        };
        let has = |wanted: &str| pairs.as_ref().is_ok_and(|pairs| pairs.iter().any(|(name, _)| name == wanted));
        // The only action without a signature has its name where v1 puts it.
        let signed = has("Signature") || (has("WebIdentityToken") && has("Action"));
        let headless = request.header("authorization").is_none();
        let scheme = if headless && (form || signed) { Scheme::V1 } else { Scheme::Tc3 };
        CommonParams { request, stub: None, scheme, pairs }
    }

    /// A common parameter, such as `Action`, `Region` or `Timestamp`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        match self.scheme {
            Scheme::Tc3 => self.request.header(&["X-TC-", name].concat()),
            Scheme::V1 => self.pairs().iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()),
        }
    }

    /// As [`CommonParams::get`], refused when it is missing or empty.
    pub(crate) fn required(&self, name: &str) -> Result<&str, ApiError> {
        match self.get(name) {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(ApiError::about("MissingParameter", name)),
        }
    }

    /// The parameter `Timestamp`, in Unix seconds.
    pub(crate) fn timestamp(&self) -> Result<u64, ApiError> {
        let text = self.required("Timestamp")?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse().ok() } else { None };
        number.ok_or_else(|| ApiError::about("InvalidParameter", "`Timestamp` is not a number of seconds"))
    }

    /// The SecretId that the request claims, whatever else is wrong with it.
    pub(crate) fn claimed_secret_id(&self) -> Option<&str> {
        let id = match self.scheme {
            Scheme::Tc3 => self.request.header("authorization")?.split_once("Credential=")?.1.split('/').next()?,
            Scheme::V1 => self.get("SecretId")?,
        };
        (!id.is_empty()).then_some(id)
    }

    /// Whether it carries no signature: none at all, or `SKIP`.
    pub(crate) fn is_unsigned(&self) -> bool {
        match self.scheme {
            Scheme::Tc3 => matches!(self.request.header("authorization"), None | Some("" | "SKIP")),
            Scheme::V1 => self.get("Signature").is_none(),
        }
    }

    /// What a v1 signature covers: every pair but the signature.
    pub(crate) fn signed_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs().iter().filter(|(name, _)| name != "Signature");
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The action's own parameters as pairs; `None` when they are JSON in the body.
    pub(crate) fn own_pairs(&self) -> Option<Result<Vec<(&str, &str)>, ApiError>> {
        if self.scheme == Scheme::Tc3 && self.request.method != "GET" {
            return None;
        }
        let own = |name: &str| self.scheme == Scheme::Tc3 || !V1_NAMES.contains(&name);
        let read = self.pairs.as_ref().map_err(ApiError::clone);
        Some(read.map(|pairs| {
            let own = pairs.iter().filter(|(name, _)| own(name));
            own.map(|(name, value)| (name.as_str(), value.as_str())).collect()
        }))
    }

    /// Refuses a v1 query or form that cannot be decoded: it contains the signature itself.
    pub(crate) fn check_readable(&self) -> Result<(), ApiError> {
        match (&self.pairs, self.scheme) {
            (Err(error), Scheme::V1) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    fn pairs(&self) -> &[(String, String)] {
        self.pairs.as_deref().unwrap_or_default()
    }
}

/// The media type: the content type without its parameters.
pub(crate) fn media_type(request: &Request) -> &str {
    request.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim()
}
