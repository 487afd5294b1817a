//! Reading a request: its common parameters, its service, the parameters of its action, its rate.

pub(crate) mod common;
pub(crate) mod host;
pub(crate) mod params;
pub(crate) mod rate_limit;
pub(crate) mod service;
pub(crate) mod sts_actions;
pub(crate) mod summary;
