//! The two services, and which of them a request is for.

use super::common::CommonParams;
use super::{host, sts_actions};
use tencentcloud_edge::model::{self, Action};

/// A service. Its name is the first label of its host and part of the scope of a signature.
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

    /// The service of a request: the one in its host name, otherwise the one whose version it asks for.
    pub(crate) fn of(common: &CommonParams<'_>) -> Self {
        let host = common.request.header("host").unwrap_or_default();
        let by_version = || common.get("Version").and_then(Self::of_version);
        host::product(host).and_then(Self::named).or_else(by_version).unwrap_or(Service::Cvm)
    }

    /// The one that has this version.
    pub(crate) fn of_version(version: &str) -> Option<Self> {
        ALL.into_iter().find(|service| service.version() == version)
    }
}

/// The name of the service of a request, which may be one that only a stub knows.
pub(crate) fn name_of<'a>(common: &'a CommonParams<'_>) -> &'a str {
    common.stub.as_ref().map_or_else(|| Service::of(common).name(), |stub| &stub.service)
}

/// Whether `scope` is accepted as the service in a signature's scope. On a local host SDKs derive it from the endpoint, so
/// anything but the name of one of the two services is.
pub(crate) fn takes_scope(service: &str, host: &str, scope: &str) -> bool {
    scope == service || (host::is_local(host) && Service::named(scope).is_none())
}
