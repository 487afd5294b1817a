//! What a RunInstances request asks for, as fields of the API object.

use crate::fleet::roles::size_of_type;
use crate::request::params::Params;
use crate::time::iso;
use serde_json::{Map, Value, json};

/// The length of a month that is paid for, in seconds.
const MONTH: u64 = 30 * 86_400;
/// The name of an instance that was given none.
const UNNAMED: &str = "未命名";
/// Parameters that become fields of the same name.
const COPIED: [&str; 11] = [
    "Placement",
    "InstanceType",
    "ImageId",
    "SystemDisk",
    "VirtualPrivateCloud",
    "SecurityGroupIds",
    "HostName",
    "CamRoleName",
    "HpcClusterId",
    "DedicatedClusterId",
    "DisableApiTermination",
];

/// What all the instances of a request have in common.
pub(super) struct InstanceSpec {
    fields: Map<String, Value>,
    name: String,
}

impl InstanceSpec {
    /// Reads checked parameters.
    pub(super) fn of(params: &Params, now_ms: u64) -> Self {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        for name in COPIED {
            if let Some(value) = params.field(name) {
                put(name, value.clone());
            }
        }
        if let Some((cpu, memory)) = params.text("InstanceType").and_then(size_of_type) {
            put("CPU", json!(cpu));
            put("Memory", json!(memory));
        }
        let created = now_ms / 1_000;
        put("CreatedTime", json!(iso(created)));
        let charge = params.text("InstanceChargeType").unwrap_or("POSTPAID_BY_HOUR");
        put("InstanceChargeType", json!(charge));
        let prepaid = params.field("InstanceChargePrepaid").filter(|_| charge == "PREPAID");
        let months = prepaid.and_then(|prepaid| prepaid.get("Period")?.as_u64());
        put("ExpiredTime", json!(months.map(|months| iso(created + months * MONTH))));
        let renew = prepaid.map(|it| it.get("RenewFlag").cloned().unwrap_or_else(|| json!("NOTIFY_AND_MANUAL_RENEW")));
        put("RenewFlag", json!(renew));
        put("Tags", json!(tags(params)));
        let disks = params.field("DataDisks").and_then(Value::as_array).into_iter().flatten();
        put("DataDisks", disks.map(disk).collect());
        let internet = params.field("InternetAccessible");
        let bandwidth = internet.and_then(|it| it.get("InternetMaxBandwidthOut")?.as_u64()).unwrap_or(0);
        let charged =
            internet.and_then(|it| it.get("InternetChargeType")?.as_str()).unwrap_or("TRAFFIC_POSTPAID_BY_HOUR");
        put("InternetAccessible", json!({ "InternetChargeType": charged, "InternetMaxBandwidthOut": bandwidth }));
        if bandwidth == 0 {
            put("PublicIpAddresses", Value::Null);
        }
        let keys = params.field("LoginSettings").and_then(|it| it.get("KeyIds")).cloned().unwrap_or(Value::Null);
        put("LoginSettings", json!({ "KeyIds": keys }));
        let groups = params.field("DisasterRecoverGroupIds").cloned().unwrap_or_else(|| json!([]));
        put("DisasterRecoverGroupId", groups.get(0).cloned().unwrap_or_else(|| json!("")));
        put("DisasterRecoverGroupIds", groups);
        InstanceSpec { fields, name: params.text("InstanceName").unwrap_or(UNNAMED).to_owned() }
    }

    /// The fields of the `nth` of `count` instances, from 1.
    pub(super) fn fields(&self, nth: u64, count: u64) -> Map<String, Value> {
        let mut fields = self.fields.clone();
        let name = numbered(&self.name, nth).unwrap_or_else(|| {
            if count > 1 && self.name != UNNAMED { format!("{}{nth}", self.name) } else { self.name.clone() }
        });
        fields.entry("HostName").or_insert_with(|| json!(name));
        fields.insert("InstanceName".to_owned(), json!(name));
        fields
    }
}

/// `web-{R:3}` is `web-3`, `web-4` and so on (RunInstances page, `InstanceName`).
fn numbered(name: &str, nth: u64) -> Option<String> {
    let (before, rest) = name.split_once("{R:")?;
    let (first, after) = rest.split_once('}')?;
    let number = first.parse::<u64>().ok()?.checked_add(nth - 1)?;
    Some(format!("{before}{number}{after}"))
}

fn tags(params: &Params) -> Vec<Value> {
    let specifications = params.field("TagSpecification").and_then(Value::as_array).into_iter().flatten();
    let of_instances = specifications.filter(|it| it.get("ResourceType").and_then(Value::as_str) == Some("instance"));
    of_instances.filter_map(|it| it.get("Tags")?.as_array()).flatten().cloned().collect()
}

/// A data disk as a describe shows it.
fn disk(given: &Value) -> Value {
    let mut disk = json!({
        "DiskSize": 0, "DiskType": "CLOUD_BSSD", "DiskId": null, "DeleteWithInstance": true, "Encrypt": false,
        "KmsKeyId": null, "ThroughputPerformance": 0, "CdcId": null, "BurstPerformance": false, "DiskName": "data",
    });
    if let (Some(disk), Some(given)) = (disk.as_object_mut(), given.as_object()) {
        disk.extend(given.clone());
    }
    disk
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn a_pattern_counts() {
        assert_eq!(numbered("web-{R:3}.x", 2).as_deref(), Some("web-4.x"));
        assert_eq!(numbered("web", 2), None);
        assert_eq!(numbered("web-{R:x}", 2), None);
    }
}
