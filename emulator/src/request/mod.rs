//! One request as it is read: its common parameters, the checks of every action, its own parameters, its rate.

pub(crate) mod check;
pub(crate) mod common;
pub(crate) mod host;
pub(crate) mod params;
pub(crate) mod rate_limit;
pub(crate) mod service;
pub(crate) mod summary;
