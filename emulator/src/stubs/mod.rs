//! Actions that are answered with what a test says, of services and actions that the emulator does not have, or instead of
//! its own. Their requests are authenticated like all others.

pub(crate) mod call;
pub(crate) mod exchange;
pub(crate) mod reply;

use crate::request::common::{CommonParams, Scheme, StubKey};
use crate::request::host;
use crate::request::service::Service;
use reply::StubReply;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// More can only be a mistake.
const MAX_STUBS: usize = 10_000;

/// What answers a stubbed action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stub {
    /// Always this.
    Reply(StubReply),
    /// The owner of the emulator, who is asked each time.
    Owner,
}

/// The stubs, by service and action.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stubs {
    replies: BTreeMap<String, BTreeMap<String, StubReply>>,
    /// Those of an owner end with it and are not saved.
    #[serde(skip)]
    owned: BTreeSet<(String, String)>,
}

impl Stubs {
    /// Adds a stub, or replaces the one of that action.
    pub(crate) fn add(&mut self, service: &str, action: &str, stub: Stub) -> Result<(), String> {
        check_names(service, action)?;
        let key = (service.to_owned(), action.to_owned());
        let count = self.owned.len() + self.replies.values().map(BTreeMap::len).sum::<usize>();
        if count >= MAX_STUBS && self.find(service, action).is_none() {
            return Err(format!("there are {MAX_STUBS} stubs already"));
        }
        match stub {
            Stub::Reply(reply) => {
                self.owned.remove(&key);
                self.replies.entry(key.0).or_default().insert(key.1, reply);
            }
            Stub::Owner => {
                self.replies.entry(key.0.clone()).or_default().remove(&key.1);
                self.owned.insert(key);
            }
        }
        Ok(())
    }

    /// Drops all stubs.
    pub(crate) fn clear(&mut self) {
        *self = Stubs::default();
    }

    /// What answers an action.
    pub(crate) fn find(&self, service: &str, action: &str) -> Option<Stub> {
        if self.owned.contains(&(service.to_owned(), action.to_owned())) {
            return Some(Stub::Owner);
        }
        self.replies.get(service)?.get(action).cloned().map(Stub::Reply)
    }

    /// The names of the stubbed actions.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &str> {
        let fixed = self.replies.values().flat_map(BTreeMap::keys).map(String::as_str);
        fixed.chain(self.owned.iter().map(|(_, action)| action.as_str()))
    }

    /// The stub that a request is for. The service is the one in the name of the host. A local host names none: then it is
    /// the one in the scope of the signature, or of a known version. SDKs derive the scope from a local host, and v1 has
    /// none: then it is the first that has a stub for this action.
    pub(crate) fn key_of(&self, common: &CommonParams<'_>) -> Option<StubKey> {
        let action = common.get("Action")?;
        let host = common.request.header("host").unwrap_or_default();
        let service = match host::product(host) {
            Some(product) => Some(product.to_ascii_lowercase()),
            None => self.claimed(common),
        };
        let service = service.or_else(|| self.first_with(action))?;
        let key = StubKey { action: action.to_owned(), service };
        self.find(&key.service, &key.action).map(|_| key)
    }

    /// The service that a request to a local host claims.
    fn claimed(&self, common: &CommonParams<'_>) -> Option<String> {
        let scope = match common.scheme {
            Scheme::Tc3 => common.request.header("authorization").and_then(scope_service),
            Scheme::V1 => None,
        };
        let known = |name: &str| {
            Service::named(name).is_some()
                || self.replies.contains_key(name)
                || self.owned.iter().any(|(service, _)| service == name)
        };
        let by_version = || common.get("Version").and_then(Service::of_version).map(Service::name);
        scope.filter(|name| known(name)).or_else(by_version).map(str::to_owned)
    }

    fn first_with(&self, action: &str) -> Option<String> {
        let fixed = self.replies.iter().find(|(_, actions)| actions.contains_key(action)).map(|(service, _)| service);
        let owned = || self.owned.iter().find(|(_, name)| name == action).map(|(service, _)| service);
        fixed.or_else(owned).cloned()
    }
}

/// `cvm` in `TC3-HMAC-SHA256 Credential=AKID…/2026-01-01/cvm/tc3_request, …`.
fn scope_service(authorization: &str) -> Option<&str> {
    authorization.split_once("Credential=")?.1.split('/').nth(2)
}

fn check_names(service: &str, action: &str) -> Result<(), String> {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if service.is_empty() || service.len() > 50 || !service.bytes().all(lower) {
        return Err("the stub's `service` is not the short name of a product in lower case, such as \"tat\"".to_owned());
    }
    let begins = action.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
    if !begins || action.len() > 100 || !action.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err("the stub's `action` is not the name of an action, such as \"RunCommand\"".to_owned());
    }
    Ok(())
}
