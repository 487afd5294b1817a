//! All the instances, and where they come from.

use crate::catalog::{OWNERS, ROLES, Role, region_of, zones};
use crate::instance::Instance;
use crate::options::Options;
use crate::rng::Rng;
use crate::time::iso;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tencentcloud_edge::model::InstanceState;

/// 2025-03-01T00:00:00Z: made-up instances were created in the half year after it.
const FIRST_CREATED: u64 = 1_740_787_200;
const HALF_A_YEAR: u64 = 15_552_000;

/// The instances in the order they were made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Fleet {
    instances: Vec<Instance>,
    /// How long transitions take, and the request ids of people at the console.
    times: Rng,
    boot_ms: (u64, u64),
    #[serde(skip)]
    index: BTreeMap<String, usize>,
    #[serde(skip)]
    moving: BTreeSet<usize>,
}

impl Fleet {
    /// Makes the instances of the options. The error names what is wrong with one that was described by hand.
    pub(crate) fn new(options: &Options) -> Result<Self, String> {
        let mut maker = Maker { rng: Rng::stream(options.seed, "fleet"), numbers: BTreeMap::new() };
        let none = Map::new();
        let given: Vec<&Map<String, Value>> = match &options.given {
            Some(list) => list.iter().collect(),
            None => (0..options.count).map(|_| &none).collect(),
        };
        let mut fleet = Fleet {
            instances: Vec::with_capacity(given.len()),
            times: Rng::stream(options.seed, "times"),
            boot_ms: options.boot_ms,
            index: BTreeMap::new(),
            moving: BTreeSet::new(),
        };
        for (position, fields) in given.into_iter().enumerate() {
            let mut instance = maker.make(position, fields, options);
            // Two of 2.8 thousand billion ids may meet in a large fleet; draw again rather than lose one.
            while !fields.contains_key("InstanceId") && matches!(&instance, Ok(it) if fleet.index.contains_key(&it.id))
            {
                instance = maker.make(position, fields, options);
            }
            let instance =
                instance.map_err(|problem| format!("the option `instances`: number {position} {problem}"))?;
            if fleet.index.insert(instance.id.clone(), position).is_some() {
                return Err(format!("the option `instances`: {} is there twice", instance.id));
            }
            fleet.instances.push(instance);
        }
        Ok(fleet)
    }

    /// Rebuilds what is not saved.
    pub(crate) fn reindex(&mut self) {
        let rows = self.instances.iter().enumerate();
        self.index = rows.clone().map(|(at, instance)| (instance.id.clone(), at)).collect();
        self.moving = rows.filter(|(_, instance)| instance.is_moving()).map(|(at, _)| at).collect();
    }

    /// Lets everything happen that is due.
    pub(crate) fn settle(&mut self, now_ms: u64) {
        let instances = &mut self.instances;
        self.moving.retain(|at| {
            let Some(instance) = instances.get_mut(*at) else { return false };
            instance.settle(now_ms);
            instance.is_moving()
        });
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
        let instance = self.instances.get(*self.index.get(id)?)?;
        (!instance.gone).then_some(instance)
    }

    /// Changes an instance; `change` is given how long a transition takes this time.
    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut Instance, u64, &mut Rng)) -> bool {
        let Some(at) = self.index.get(id).copied() else { return false };
        let Some(instance) = self.instances.get_mut(at).filter(|instance| !instance.gone) else { return false };
        let duration = self.times.between(self.boot_ms.0, self.boot_ms.1);
        change(instance, duration, &mut self.times);
        if instance.is_moving() {
            self.moving.insert(at);
        } else {
            self.moving.remove(&at);
        }
        true
    }
}

struct Maker {
    rng: Rng,
    /// The last number given to a name.
    numbers: BTreeMap<String, u32>,
}

impl Maker {
    /// One instance: what `given` says, the rest drawn. Draws the same amount whatever is given.
    fn make(&mut self, position: usize, given: &Map<String, Value>, options: &Options) -> Result<Instance, String> {
        let zone = given.get("Placement").and_then(|placement| placement.get("Zone")).and_then(Value::as_str);
        let dealt = options.regions.get(position.checked_rem(options.regions.len()).unwrap_or(0));
        let region = match (options.given.is_some(), zone.and_then(region_of)) {
            (true, Some(region)) => region.to_owned(),
            (true, None) => options.regions.first().cloned().unwrap_or_default(),
            (false, _) => dealt.cloned().unwrap_or_default(),
        };
        if !options.regions.contains(&region) {
            return Err(format!("is in {region}, which is not one of the regions"));
        }
        let state = match given.get("InstanceState") {
            None | Some(Value::Null) if position % 4 == 1 => InstanceState::Running,
            None | Some(Value::Null) => InstanceState::Stopped,
            Some(state) => state.as_str().and_then(InstanceState::parse).ok_or("has an unknown InstanceState")?,
        };
        // INVARIANT: the table of roles is not empty.
        let role = ROLES.get(position % ROLES.len()).ok_or("has no role")?;
        let mut fields = self.draw(role, &region, state);
        for (name, value) in given {
            overlay(&mut fields, name, value);
        }
        let id = fields.get("InstanceId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let tail = id.strip_prefix("ins-").unwrap_or_default();
        if tail.len() != 8 || !tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err("has no InstanceId of the form `ins-` and eight lower-case letters or digits".to_owned());
        }
        Ok(Instance::new(id, region, state, fields))
    }

    fn draw(&mut self, role: &Role, region: &str, state: InstanceState) -> Map<String, Value> {
        let base = format!("{}-{}", role.name, role.env);
        let number = self.numbers.entry(base.clone()).and_modify(|last| *last += 1).or_insert(1);
        let name = format!("{base}-{number:02}");
        let rng = &mut self.rng;
        let id = format!("ins-{}", rng.id(8));
        let zone = rng.pick(zones(region)).copied().unwrap_or(1);
        let net = rng.below(200) + 1;
        let private = format!("10.{zone}.{net}.{}", rng.between(2, 250));
        let public = format!("203.0.113.{}", rng.between(1, 254));
        let created = FIRST_CREATED + rng.below(HALF_A_YEAR);
        let owner = rng.pick(OWNERS).copied().unwrap_or_default();
        let (uuid, operation_id) = (rng.uuid(), rng.uuid());
        let [disk, data_disk, vpc, subnet, group, key] = [8, 8, 8, 8, 8, 8].map(|length| rng.id(length));
        let data_disks = if role.data_disk == 0 {
            json!([])
        } else {
            json!([{
                "DiskSize": role.data_disk, "DiskType": "CLOUD_HSSD", "DiskId": format!("disk-{data_disk}"),
                "DeleteWithInstance": true, "Encrypt": false, "KmsKeyId": null, "ThroughputPerformance": 0,
                "CdcId": null, "BurstPerformance": false, "DiskName": "data",
            }])
        };
        let expires = role.prepaid.then(|| iso(created + 2 * HALF_A_YEAR));
        let last_operation = if state == InstanceState::Running { "StartInstances" } else { "StopInstances" };
        let fields = json!({
            "Placement": { "Zone": format!("{region}-{zone}"), "ProjectId": 0 },
            "InstanceId": id,
            "InstanceType": role.model,
            "CPU": role.cpu,
            "Memory": role.memory,
            "RestrictState": "NORMAL",
            "InstanceName": name,
            "InstanceChargeType": if role.prepaid { "PREPAID" } else { "POSTPAID_BY_HOUR" },
            "SystemDisk": {
                "DiskType": "CLOUD_BSSD", "DiskId": format!("disk-{disk}"), "DiskSize": 50, "CdcId": null,
                "DiskName": "system", "Encrypt": false, "KmsKeyId": "",
            },
            "DataDisks": data_disks,
            "PrivateIpAddresses": [private],
            "PublicIpAddresses": if role.public { json!([public]) } else { Value::Null },
            "InternetAccessible": {
                "InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR",
                "InternetMaxBandwidthOut": if role.public { 20 } else { 0 },
            },
            "VirtualPrivateCloud": {
                "VpcId": format!("vpc-{vpc}"), "SubnetId": format!("subnet-{subnet}"), "AsVpcGateway": false,
            },
            "ImageId": if role.windows { "img-9id7emv7" } else { "img-487zeit5" },
            "RenewFlag": role.prepaid.then_some("NOTIFY_AND_MANUAL_RENEW"),
            "CreatedTime": iso(created),
            "ExpiredTime": expires,
            "OsName": if role.windows { "Windows Server 2022 64bit" } else { "Ubuntu Server 24.04 LTS 64bit" },
            "SecurityGroupIds": [format!("sg-{group}")],
            "LoginSettings": { "KeyIds": if role.windows { Value::Null } else { json!([format!("skey-{key}")]) } },
            "InstanceState": state.name(),
            "Tags": [
                { "Key": "env", "Value": role.env },
                { "Key": "team", "Value": role.team },
                { "Key": "owner", "Value": owner },
            ],
            "StopChargingMode": "NOT_APPLICABLE",
            "Uuid": uuid,
            "LatestOperation": last_operation,
            "LatestOperationState": "SUCCESS",
            "LatestOperationRequestId": operation_id,
            "DisasterRecoverGroupId": "",
            "IPv6Addresses": null,
            "CamRoleName": null,
            "HpcClusterId": "",
            "RdmaIpAddresses": null,
            "DedicatedClusterId": "",
            "IsolatedSource": "NOTISOLATED",
            "DisasterRecoverGroupIds": [],
            "LicenseType": "TencentCloud",
            "DisableApiTermination": false,
            "HostName": name,
            "DefaultLoginUser": if role.windows { "Administrator" } else { "root" },
            "DefaultLoginPort": if role.windows { 3_389 } else { 22 },
            "LatestOperationErrorMsg": null,
        });
        let mut fields = if let Value::Object(fields) = fields { fields } else { Map::new() };
        if role.gpus > 0 {
            let gpu = json!({ "GPUCount": role.gpus, "GPUId": ["GPU-0"], "GPUType": "NVIDIA V100" });
            fields.insert("GPUInfo".to_owned(), gpu);
        }
        fields
    }
}

/// Puts a given field over a drawn one; objects are joined, so that `Placement: {Zone}` keeps its project.
fn overlay(fields: &mut Map<String, Value>, name: &str, value: &Value) {
    match (fields.get_mut(name), value) {
        (Some(Value::Object(known)), Value::Object(more)) => {
            known.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        _ => {
            fields.insert(name.to_owned(), value.clone());
        }
    }
}
