//! The two services there are, and which one a request is for.

use super::common::CommonParams;
use super::{host, sts_actions};
use tencentcloud_edge::model::{self, Action};

/// A service, as the first label of its host and the scope of a signature name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Cvm,
    Sts,
}

const ALL: [Service; 2] = [Service::Cvm, Service::Sts];

impl Service {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Service::Cvm => model::SERVICE,
            Service::Sts => "sts",
        }
    }

    pub(crate) const fn version(self) -> &'static str {
        match self {
            Service::Cvm => model::VERSION,
            Service::Sts => "2018-08-13",
        }
    }

    /// The row of an action, by its exact name.
    pub(crate) fn action(self, name: &str) -> Option<&'static Action> {
        match self {
            Service::Cvm => model::documented(name),
            Service::Sts => sts_actions::ACTIONS.iter().find(|action| action.name == name),
        }
    }

    /// By its name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|service| service.name().eq_ignore_ascii_case(name))
    }

    /// The service of a request: the one its host names, elsewhere the one whose version it asks for.
    pub(crate) fn of(common: &CommonParams<'_>) -> Self {
        let host = common.request.header("host").unwrap_or_default();
        let by_version = || ALL.into_iter().find(|service| common.get("Version") == Some(service.version()));
        host::product(host).and_then(Self::named).or_else(by_version).unwrap_or(Service::Cvm)
    }

    /// Whether a scope may name `scope`. On a local host SDKs make something of the endpoint; another service it is not.
    pub(crate) fn takes_scope(self, host: &str, scope: &str) -> bool {
        scope == self.name() || (host::is_local(host) && Self::named(scope).is_none())
    }
}
