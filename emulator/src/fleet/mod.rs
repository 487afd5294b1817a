//! The fleet: all instances, and what changes them.

mod details;
mod factory;
pub(crate) mod instance;
pub(crate) mod json_writer;
pub(crate) mod latest_operation;
pub(crate) mod magic_ids;
pub(crate) mod operation;
pub(crate) mod regions;
pub(crate) mod roles;

use self::magic_ids::MAGIC_IDS;
use crate::options::{MAX_INSTANCES, Options, Transitions};
use crate::rng::Rng;
use factory::InstanceFactory;
use instance::Instance;
use operation::TransitionTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use tencentcloud_edge::model::InstanceState;

/// The instances in the order they were made. The names in the saved state are those of the first format.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Fleet {
    instances: Vec<Instance>,
    #[serde(rename = "maker")]
    factory: InstanceFactory,
    /// Draws how long transitions take, and the request ids of people at the console.
    times: Rng,
    boot_ms: (u64, u64),
    transitions: Transitions,
    boot_describes: (u64, u64),
    /// The ids that were launched under each client token.
    tokens: BTreeMap<String, Vec<String>>,
    #[serde(skip)]
    index: HashMap<String, usize>,
    /// The instances of each region that are not gone, in the order they were made.
    #[serde(skip)]
    regions: BTreeMap<String, Vec<usize>>,
    /// The instances to which something is still to happen.
    #[serde(skip)]
    moving: BTreeSet<usize>,
    /// What is described under the ids that always answer an error.
    #[serde(skip)]
    magic: BTreeMap<&'static str, Instance>,
    /// The instances whose API objects were kept, the oldest first. One may be there twice, or without its object.
    #[serde(skip)]
    kept: VecDeque<usize>,
}

/// How many API objects are kept: 16 MB, rather than the 200 MB of a large fleet.
const MAX_KEPT: usize = 8_192;

impl Fleet {
    /// Makes the instances of the options. The error names what is wrong with a given one.
    pub(crate) fn new(options: &Options) -> Result<Self, String> {
        let none = Map::new();
        let given: Vec<&Map<String, Value>> = match &options.given {
            Some(list) => list.iter().collect(),
            None => (0..options.count).map(|_| &none).collect(),
        };
        let mut fleet = Fleet {
            instances: Vec::with_capacity(given.len()),
            factory: InstanceFactory::new(options.seed),
            times: Rng::stream(options.seed, "times"),
            boot_ms: options.boot_ms,
            transitions: options.transitions,
            boot_describes: options.boot_describes,
            tokens: BTreeMap::new(),
            index: HashMap::new(),
            regions: BTreeMap::new(),
            moving: BTreeSet::new(),
            magic: described_magic_instances(),
            kept: VecDeque::new(),
        };
        for (position, fields) in given.into_iter().enumerate() {
            let mut instance = fleet.factory.make(position, fields, options);
            while !fields.contains_key("InstanceId") && instance.as_ref().is_ok_and(|it| fleet.is_taken(&it.id)) {
                instance = fleet.factory.make(position, fields, options);
            }
            let instance =
                instance.map_err(|problem| format!("the option `instances`: number {position} {problem}"))?;
            if fleet.is_taken(&instance.id) {
                return Err(format!("the option `instances`: {} is there twice", instance.id));
            }
            fleet.add(instance);
        }
        Ok(fleet)
    }

    /// In a large fleet two ids may collide, although there are 2.8 × 10¹² of them; then another is drawn.
    fn is_taken(&self, id: &str) -> bool {
        self.index.contains_key(id) || magic_ids::code(id).is_some()
    }

    fn add(&mut self, instance: Instance) {
        let at = self.instances.len();
        self.index.insert(instance.id.clone(), at);
        self.regions.entry(instance.region.clone()).or_default().push(at);
        self.instances.push(instance);
    }

    /// Rebuilds the indexes, which are not saved.
    pub(crate) fn reindex(&mut self) {
        let rows = self.instances.iter().enumerate();
        self.index = rows.clone().map(|(at, instance)| (instance.id.clone(), at)).collect();
        self.moving = rows.clone().filter(|(_, instance)| instance.is_moving()).map(|(at, _)| at).collect();
        self.regions = BTreeMap::new();
        for (at, instance) in rows.filter(|(_, instance)| !instance.gone) {
            self.regions.entry(instance.region.clone()).or_default().push(at);
        }
        self.magic = described_magic_instances();
    }

    /// Applies every change that is due.
    pub(crate) fn settle(&mut self, now_ms: u64) {
        let instances = &mut self.instances;
        let mut gone = false;
        self.moving.retain(|at| {
            let Some(instance) = instances.get_mut(*at) else { return false };
            instance.settle(now_ms);
            gone |= instance.gone;
            instance.is_moving()
        });
        if gone {
            self.reap();
        }
    }

    /// Removes terminated instances from the lists of the regions.
    fn reap(&mut self) {
        let instances = &self.instances;
        for list in self.regions.values_mut() {
            list.retain(|at| instances.get(*at).is_some_and(|instance| !instance.gone));
        }
    }

    /// The instances of a region from the `first` on, from 0, in the order they were made.
    pub(crate) fn of_region(&self, region: &str, first: usize) -> impl Iterator<Item = &Instance> {
        let list = self.regions.get(region).and_then(|list| list.get(first..)).unwrap_or_default();
        list.iter().filter_map(|at| self.instances.get(*at))
    }

    /// How many instances a region has.
    pub(crate) fn count(&self, region: &str) -> usize {
        self.regions.get(region).map_or(0, Vec::len)
    }

    /// Every instance there is, in the order they were made.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Instance> {
        self.instances.iter().filter(|instance| !instance.gone)
    }

    /// How often each instance went from STOPPED to STARTING, those that never did left out.
    pub(crate) fn starts(&self) -> BTreeMap<String, u64> {
        let started = self.instances.iter().filter(|instance| instance.starts > 0);
        started.map(|instance| (instance.id.clone(), instance.starts)).collect()
    }

    /// An instance of any region.
    pub(crate) fn get(&self, id: &str) -> Option<&Instance> {
        match self.index.get(id) {
            Some(at) => self.instances.get(*at).filter(|instance| !instance.gone),
            None => self.magic.get(id),
        }
    }

    /// Changes an instance; `change` receives how long a transition takes this time. False when there is no such
    /// instance.
    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut Instance, TransitionTime, &mut Rng)) -> bool {
        let Some(at) = self.index.get(id).copied() else { return false };
        let Some(instance) = self.instances.get_mut(at).filter(|instance| !instance.gone) else { return false };
        let drawn = self.times.between(self.boot_ms.0, self.boot_ms.1);
        let time = match self.transitions {
            Transitions::Time => TransitionTime { ms: drawn, describes: 0 },
            Transitions::Hand => TransitionTime { ms: u64::MAX, describes: 0 },
            Transitions::Describes => {
                let describes = self.times.between(self.boot_describes.0, self.boot_describes.1);
                TransitionTime { ms: u64::MAX, describes }
            }
        };
        change(instance, time, &mut self.times);
        if instance.is_moving() {
            self.moving.insert(at);
        } else {
            self.moving.remove(&at);
        }
        true
    }

    /// Counts a describe that shows an instance; where describes end transitions, this may be the one that does.
    pub(crate) fn count_describe(&mut self, id: &str, now_ms: u64) {
        let Some(at) = self.index.get(id) else { return };
        let Some(instance) = self.instances.get_mut(*at) else { return };
        instance.count_describe(now_ms);
        let gone = instance.gone;
        if !instance.is_moving() {
            self.moving.remove(at);
        }
        if gone {
            self.reap();
        }
    }

    /// Writes the API objects of instances into a JSON list. Objects that did not change since they were last described are
    /// not written anew.
    pub(crate) fn describe(&mut self, ids: &[String]) -> String {
        for id in ids {
            self.keep_json(id);
        }
        let mut list = String::with_capacity(ids.len() * 2_048);
        list.push('[');
        for instance in ids.iter().filter_map(|id| self.get(id)) {
            if list.len() > 1 {
                list.push(',');
            }
            match instance.kept_json() {
                Some(json) => list.push_str(json),
                None => list.push_str(&instance.to_json()),
            }
        }
        list.push(']');
        list
    }

    fn keep_json(&mut self, id: &str) {
        let Some(at) = self.index.get(id).copied() else { return };
        let Some(instance) = self.instances.get_mut(at).filter(|instance| instance.kept_json().is_none()) else {
            return;
        };
        instance.keep_json();
        self.kept.push_back(at);
        if self.kept.len() > MAX_KEPT
            && let Some(oldest) = self.kept.pop_front().and_then(|at| self.instances.get_mut(at))
        {
            oldest.drop_json();
        }
    }

    /// Whether `count` more instances may be made.
    pub(crate) fn has_room(&self, count: u64) -> bool {
        self.instances.len() as u64 + count <= MAX_INSTANCES
    }

    /// Makes an instance with the given fields of the API object, at rest until an operation begins; its id.
    pub(crate) fn create(&mut self, fields: &Map<String, Value>, region: &str) -> String {
        let position = self.instances.len();
        let mut make = || self.factory.build(position, fields, region.to_owned(), InstanceState::LaunchFailed);
        let mut instance = make();
        while self.index.contains_key(&instance.id) || magic_ids::code(&instance.id).is_some() {
            instance = make();
        }
        let id = instance.id.clone();
        self.add(instance);
        id
    }

    /// The ids that were launched under a client token.
    pub(crate) fn launched_under(&self, token: &str) -> Option<&Vec<String>> {
        self.tokens.get(token)
    }

    /// Remembers the ids launched under a client token.
    pub(crate) fn remember_token(&mut self, token: String, ids: Vec<String>) {
        self.tokens.insert(token, ids);
    }
}

fn described_magic_instances() -> BTreeMap<&'static str, Instance> {
    let mut factory = InstanceFactory::new(0);
    let shown = MAGIC_IDS.iter().filter(|row| magic_ids::is_described(row.code));
    shown
        .map(|row| {
            let fields = Map::from_iter([
                ("InstanceId".to_owned(), Value::from(row.id)),
                ("InstanceName".to_owned(), Value::from(row.code)),
                ("Placement".to_owned(), json!({ "Zone": "ap-guangzhou-3" })),
            ]);
            // Without a region it is in every one.
            (row.id, factory.build(0, &fields, String::new(), InstanceState::Stopped))
        })
        .collect()
}
