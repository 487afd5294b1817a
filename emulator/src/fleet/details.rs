//! The fields of an instance that never change: drawn from a seed each time they are written, so that a large fleet is
//! small.

use super::regions::zones;
use super::roles::{OWNERS, PLAIN, ROLES, Role};
use crate::rng::Rng;
use crate::time::iso;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// 2025-03-01T00:00:00Z: made-up instances were created in the half year after it.
const FIRST_CREATED: u64 = 1_740_787_200;
const HALF_A_YEAR: u64 = 15_552_000;

/// What the fields are drawn from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InstanceDetails {
    pub(crate) role: usize,
    /// The sequence number among the instances with this name.
    pub(crate) number: u32,
    pub(crate) seed: u64,
    /// Fields that were given; they override what is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Box<Map<String, Value>>>,
}

/// The objects within the object. They are types because a `json!` of each takes most of the time of writing an
/// instance.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Placement {
    zone: String,
    project_id: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SystemDisk {
    disk_type: &'static str,
    disk_id: String,
    disk_size: u32,
    cdc_id: Option<&'static str>,
    disk_name: &'static str,
    encrypt: bool,
    kms_key_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DataDisk {
    disk_size: u32,
    disk_type: &'static str,
    disk_id: String,
    delete_with_instance: bool,
    encrypt: bool,
    kms_key_id: Option<&'static str>,
    throughput_performance: u32,
    cdc_id: Option<&'static str>,
    burst_performance: bool,
    disk_name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InternetAccessible {
    internet_charge_type: &'static str,
    internet_max_bandwidth_out: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct VirtualPrivateCloud {
    vpc_id: String,
    subnet_id: String,
    as_vpc_gateway: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LoginSettings {
    key_ids: Option<[String; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    items: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CpuTopology {
    core_count: Option<u32>,
    thread_per_core: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GpuInfo {
    #[serde(rename = "GPUCount")]
    count: u32,
    #[serde(rename = "GPUId")]
    id: [&'static str; 1],
    #[serde(rename = "GPUType")]
    kind: &'static str,
}

/// Takes the fields of an API object, one by one.
pub(crate) trait FieldWriter {
    /// Takes a field. Its value is made only where it is needed.
    fn put<T: Serialize>(&mut self, name: &'static str, value: impl FnOnce() -> T);
}

impl InstanceDetails {
    fn role(&self) -> &'static Role {
        ROLES.get(self.role).unwrap_or(&PLAIN)
    }

    /// Draws a value, always the same for the same `what`.
    fn draw<T>(&self, what: &str, draw: impl FnOnce(&mut Rng) -> T) -> T {
        draw(&mut Rng::stream(self.seed, what))
    }

    fn id(&self, prefix: &str) -> String {
        [prefix, "-", &self.draw(prefix, |rng| rng.id(8))].concat()
    }

    /// The request id of the operation that brought the instance into the state it was made in.
    pub(crate) fn first_request(&self) -> String {
        self.draw("request", Rng::uuid)
    }

    fn zone(&self, region: &str) -> u32 {
        self.draw("zone", |rng| rng.pick(zones(region)).copied().unwrap_or(1))
    }

    fn created(&self) -> u64 {
        FIRST_CREATED + self.draw("created", |rng| rng.below(HALF_A_YEAR))
    }

    fn name(&self) -> String {
        let role = self.role();
        format!("{}-{}-{:02}", role.name, role.env, self.number)
    }

    /// Writes the fields of the API object that never change.
    pub(crate) fn write_fields(&self, id: &str, region: &str, out: &mut impl FieldWriter) {
        let role = self.role();
        self.write_size((id, region), role, out);
        self.write_network(region, role, out);
        self.write_system(role, out);
    }

    fn write_size(&self, (id, region): (&str, &str), role: &Role, out: &mut impl FieldWriter) {
        out.put("Placement", || Placement { zone: format!("{region}-{}", self.zone(region)), project_id: 0 });
        out.put("InstanceId", || id);
        out.put("InstanceType", || role.model);
        out.put("CPU", || role.cpu);
        out.put("Memory", || role.memory);
        out.put("RestrictState", || "NORMAL");
        out.put("InstanceName", || self.name());
        out.put("InstanceChargeType", || if role.prepaid { "PREPAID" } else { "POSTPAID_BY_HOUR" });
        out.put("SystemDisk", || SystemDisk {
            disk_type: "CLOUD_BSSD",
            disk_id: self.id("disk"),
            disk_size: 50,
            cdc_id: None,
            disk_name: "system",
            encrypt: false,
            kms_key_id: "",
        });
        out.put("DataDisks", || self.data_disks(role));
    }

    fn write_network(&self, region: &str, role: &Role, out: &mut impl FieldWriter) {
        out.put("PrivateIpAddresses", || [self.private_address(region)]);
        out.put("PublicIpAddresses", || {
            role.public.then(|| [format!("203.0.113.{}", self.draw("public", |rng| rng.between(1, 254)))])
        });
        out.put("InternetAccessible", || InternetAccessible {
            internet_charge_type: "TRAFFIC_POSTPAID_BY_HOUR",
            internet_max_bandwidth_out: if role.public { 20 } else { 0 },
        });
        out.put("VirtualPrivateCloud", || VirtualPrivateCloud {
            vpc_id: self.id("vpc"),
            subnet_id: self.id("subnet"),
            as_vpc_gateway: false,
        });
    }

    fn write_system(&self, role: &Role, out: &mut impl FieldWriter) {
        out.put("ImageId", || if role.windows { "img-9id7emv7" } else { "img-487zeit5" });
        out.put("RenewFlag", || role.prepaid.then_some("NOTIFY_AND_MANUAL_RENEW"));
        out.put("CreatedTime", || iso(self.created()));
        out.put("ExpiredTime", || role.prepaid.then(|| iso(self.created() + 2 * HALF_A_YEAR)));
        out.put("OsName", || if role.windows { "Windows Server 2022 64bit" } else { "Ubuntu Server 24.04 LTS 64bit" });
        out.put("SecurityGroupIds", || [self.id("sg")]);
        out.put("LoginSettings", || LoginSettings { key_ids: (!role.windows).then(|| [self.id("skey")]) });
        out.put("Tags", || self.tags(role));
        out.put("Uuid", || self.draw("uuid", Rng::uuid));
        out.put("DisasterRecoverGroupId", || "");
        out.put("IPv6Addresses", || Value::Null);
        out.put("CamRoleName", || Value::Null);
        out.put("HpcClusterId", || "");
        out.put("RdmaIpAddresses", || Value::Null);
        out.put("DedicatedClusterId", || "");
        out.put("IsolatedSource", || "NOTISOLATED");
        out.put("DisasterRecoverGroupIds", || [(); 0]);
        out.put("LicenseType", || "TencentCloud");
        out.put("DisableApiTermination", || false);
        out.put("HostName", || self.name());
        out.put("DefaultLoginUser", || if role.windows { "Administrator" } else { "root" });
        out.put("DefaultLoginPort", || if role.windows { 3_389 } else { 22 });
        out.put("EnableJumboFrame", || false);
        out.put("Metadata", || Metadata { items: [] });
        out.put("PublicIPv6Addresses", || [(); 0]);
        out.put("CpuTopology", || CpuTopology { core_count: None, thread_per_core: None });
        out.put("PartitionNumber", || 0);
        if role.gpus > 0 {
            out.put("GPUInfo", || GpuInfo { count: role.gpus, id: ["GPU-0"], kind: "NVIDIA V100" });
        }
    }

    fn data_disks(&self, role: &Role) -> Vec<DataDisk> {
        if role.data_disk == 0 {
            return Vec::new();
        }
        vec![DataDisk {
            disk_size: role.data_disk,
            disk_type: "CLOUD_HSSD",
            disk_id: ["disk-", &self.draw("data disk", |rng| rng.id(8))].concat(),
            delete_with_instance: true,
            encrypt: false,
            kms_key_id: None,
            throughput_performance: 0,
            cdc_id: None,
            burst_performance: false,
            disk_name: "data",
        }]
    }

    fn private_address(&self, region: &str) -> String {
        let zone = self.zone(region);
        self.draw("private", |rng| format!("10.{zone}.{}.{}", rng.between(1, 200), rng.between(2, 250)))
    }

    fn tags(&self, role: &Role) -> [Tag; 3] {
        let owner = self.draw("owner", |rng| rng.pick(OWNERS).copied().unwrap_or_default());
        [Tag { key: "env", value: role.env }, Tag { key: "team", value: role.team }, Tag { key: "owner", value: owner }]
    }
}
