//! Instances as a team would have them, made from a seed.

use crate::catalog::{OWNERS, PLAIN, ROLES, Role};
use crate::instance::Instance;
use crate::magic;
use crate::options::Options;
use crate::places::{region_of, zones};
use crate::rng::Rng;
use crate::time::iso;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tencentcloud_edge::model::InstanceState;

/// 2025-03-01T00:00:00Z: made-up instances were created in the half year after it.
const FIRST_CREATED: u64 = 1_740_787_200;
const HALF_A_YEAR: u64 = 15_552_000;

/// Makes instances of a seed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Maker {
    rng: Rng,
    /// The last number given to a name.
    numbers: BTreeMap<String, u32>,
}

impl Maker {
    pub(crate) fn new(seed: u64) -> Self {
        Maker { rng: Rng::stream(seed, "fleet"), numbers: BTreeMap::new() }
    }

    /// The instance at a position of the fleet that `createEmulator` makes: what `given` says, the rest drawn. Draws the
    /// same amount whatever is given.
    pub(crate) fn make(
        &mut self,
        position: usize,
        given: &Map<String, Value>,
        options: &Options,
    ) -> Result<Instance, String> {
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
        let instance = self.build(position, given, region, state);
        let tail = instance.id.strip_prefix("ins-").unwrap_or_default();
        if tail.len() != 8 || !tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err("has no InstanceId of the form `ins-` and eight lower-case letters or digits".to_owned());
        }
        if given.contains_key("InstanceId") && magic::code(&instance.id).is_some() {
            return Err(format!("is {}, an id that always answers an error", instance.id));
        }
        Ok(instance)
    }

    /// One instance: what `given` says, the rest drawn for the role that is at its position.
    pub(crate) fn build(
        &mut self,
        position: usize,
        given: &Map<String, Value>,
        region: String,
        state: InstanceState,
    ) -> Instance {
        let role = ROLES.get(position % ROLES.len().max(1)).unwrap_or(&PLAIN);
        let mut fields = self.draw(role, &region, state);
        for (name, value) in given {
            overlay(&mut fields, name, value);
        }
        let id = fields.get("InstanceId").and_then(Value::as_str).unwrap_or_default().to_owned();
        Instance::new(id, region, state, fields)
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
