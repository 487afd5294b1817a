//! CORS headers, for web pages that call the emulator directly. The real service sends none.

use crate::http::{Request, Response};
use serde::{Deserialize, Serialize};

/// Which pages of other origins may read replies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cors {
    /// None, as the real service.
    #[default]
    Off,
    /// Every one.
    Any,
    /// These origins.
    Origins(Vec<String>),
}

/// The answer to a preflight, when the origin may call.
pub(crate) fn preflight(cors: &Cors, request: &Request, now_ms: u64) -> Option<Response> {
    if request.method != "OPTIONS" || request.header("access-control-request-method").is_none() {
        return None;
    }
    let mut response = Response::new(now_ms, 204, "text/plain", "");
    if !allow(cors, request, &mut response) {
        return None;
    }
    let headers = request.header("access-control-request-headers").unwrap_or("authorization, content-type");
    response.set("access-control-allow-headers", headers);
    response.set("access-control-allow-methods", "GET, POST");
    response.set("access-control-max-age", "600");
    Some(response)
}

/// Lets the origin of `request` read `response`, if it may.
pub(crate) fn allow(cors: &Cors, request: &Request, response: &mut Response) -> bool {
    let Some(origin) = request.header("origin") else { return false };
    let allowed = match cors {
        Cors::Off => false,
        Cors::Any => true,
        Cors::Origins(origins) => origins.iter().any(|known| known == origin),
    };
    if allowed {
        response.set("access-control-allow-origin", origin);
        response.set("access-control-expose-headers", "date, x-tc-traceid");
        response.set("vary", "origin");
    }
    allowed
}
