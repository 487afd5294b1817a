//! Makes instances, such as a team would have, from a seed.

use super::details::InstanceDetails;
use super::instance::Instance;
use super::magic_ids;
use super::regions::region_of;
use super::roles::ROLES;
use crate::options::Options;
use crate::rng::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tencentcloud_edge::model::InstanceState;

/// Makes instances of a seed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InstanceFactory {
    rng: Rng,
    /// The last sequence number of each name.
    numbers: BTreeMap<String, u32>,
}

impl InstanceFactory {
    pub(crate) fn new(seed: u64) -> Self {
        InstanceFactory { rng: Rng::stream(seed, "fleet"), numbers: BTreeMap::new() }
    }

    /// The instance at a position of the fleet that `createEmulator` makes: `given` fields, the rest drawn. Draws the
    /// same number of values whatever is given.
    pub(crate) fn make(
        &mut self,
        position: usize,
        given: &Map<String, Value>,
        options: &Options,
    ) -> Result<Instance, String> {
        let zone = given.get("Placement").and_then(|placement| placement.get("Zone")).and_then(Value::as_str);
        let assigned = options.regions.get(position.checked_rem(options.regions.len()).unwrap_or(0));
        let region = match (options.given.is_some(), zone.and_then(region_of)) {
            (true, Some(region)) => region.to_owned(),
            (true, None) => options.regions.first().cloned().unwrap_or_default(),
            (false, _) => assigned.cloned().unwrap_or_default(),
        };
        if !options.regions.contains(&region) {
            return Err(format!("is in {region}, which is not one of the regions"));
        }
        let state = match given.get("InstanceState") {
            None | Some(Value::Null) if position % 4 == 1 => InstanceState::Running,
            None | Some(Value::Null) => InstanceState::Stopped,
            Some(state) => state.as_str().and_then(InstanceState::parse).ok_or("has an unknown InstanceState")?,
        };
        let instance = self.build(position, given, region, state);
        let tail = instance.id.strip_prefix("ins-").unwrap_or_default();
        if tail.len() != 8 || !tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err("has no InstanceId of the form `ins-` and eight lower-case letters or digits".to_owned());
        }
        if given.contains_key("InstanceId") && magic_ids::code(&instance.id).is_some() {
            return Err(format!("is {}, an id that always answers an error", instance.id));
        }
        Ok(instance)
    }

    /// One instance: `given` fields, the rest drawn for the role at its position.
    pub(crate) fn build(
        &mut self,
        position: usize,
        given: &Map<String, Value>,
        region: String,
        state: InstanceState,
    ) -> Instance {
        let role = position % ROLES.len().max(1);
        let name = ROLES.get(role).map(|role| format!("{}-{}", role.name, role.env)).unwrap_or_default();
        let number = *self.numbers.entry(name).and_modify(|last| *last += 1).or_insert(1);
        let (drawn, seed) = (self.rng.id(8), self.rng.next());
        let id = match given.get("InstanceId") {
            Some(id) => id.as_str().unwrap_or_default().to_owned(),
            None => ["ins-", &drawn].concat(),
        };
        let given = (!given.is_empty()).then(|| Box::new(given.clone()));
        Instance::new(id, region, state, InstanceDetails { role, number, seed, given })
    }
}
