//! What an instance looks like: drawn from a seed each time it is shown, so that a large fleet is small.

use crate::fleet::regions::zones;
use crate::fleet::roles::{OWNERS, PLAIN, ROLES, Role};
use crate::rng::Rng;
use crate::time::iso;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// 2025-03-01T00:00:00Z: made-up instances were created in the half year after it.
const FIRST_CREATED: u64 = 1_740_787_200;
const HALF_A_YEAR: u64 = 15_552_000;

/// Everything of an instance that does not change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Portrait {
    pub(crate) role: usize,
    /// The how-manieth of its name.
    pub(crate) number: u32,
    pub(crate) seed: u64,
    /// What somebody gave; it goes before what is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Box<Map<String, Value>>>,
}

/// The objects within the object. They are types because a `json!` of each would take most of the time of a row.
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

/// Where the fields of an API object go, one by one.
pub(crate) trait Sink {
    /// A field. Its value is made only if it is wanted.
    fn put<T: Serialize>(&mut self, name: &'static str, value: impl FnOnce() -> T);
}

impl Portrait {
    fn role(&self) -> &'static Role {
        ROLES.get(self.role).unwrap_or(&PLAIN)
    }

    /// One thing drawn, always the same.
    fn draw<T>(&self, what: &str, draw: impl FnOnce(&mut Rng) -> T) -> T {
        draw(&mut Rng::stream(self.seed, what))
    }

    fn id(&self, prefix: &str) -> String {
        [prefix, "-", &self.draw(prefix, |rng| rng.id(8))].concat()
    }

    /// The id of the operation before everything.
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

    /// Puts the fields of the API object, those that change left out.
    pub(crate) fn show(&self, id: &str, region: &str, sink: &mut impl Sink) {
        let role = self.role();
        self.show_size((id, region), role, sink);
        self.show_network(region, role, sink);
        self.show_system(role, sink);
    }

    fn show_size(&self, (id, region): (&str, &str), role: &Role, sink: &mut impl Sink) {
        sink.put("Placement", || Placement { zone: format!("{region}-{}", self.zone(region)), project_id: 0 });
        sink.put("InstanceId", || id);
        sink.put("InstanceType", || role.model);
        sink.put("CPU", || role.cpu);
        sink.put("Memory", || role.memory);
        sink.put("RestrictState", || "NORMAL");
        sink.put("InstanceName", || self.name());
        sink.put("InstanceChargeType", || if role.prepaid { "PREPAID" } else { "POSTPAID_BY_HOUR" });
        sink.put("SystemDisk", || SystemDisk {
            disk_type: "CLOUD_BSSD",
            disk_id: self.id("disk"),
            disk_size: 50,
            cdc_id: None,
            disk_name: "system",
            encrypt: false,
            kms_key_id: "",
        });
        sink.put("DataDisks", || self.data_disks(role));
    }

    fn show_network(&self, region: &str, role: &Role, sink: &mut impl Sink) {
        sink.put("PrivateIpAddresses", || [self.private_address(region)]);
        sink.put("PublicIpAddresses", || {
            role.public.then(|| [format!("203.0.113.{}", self.draw("public", |rng| rng.between(1, 254)))])
        });
        sink.put("InternetAccessible", || InternetAccessible {
            internet_charge_type: "TRAFFIC_POSTPAID_BY_HOUR",
            internet_max_bandwidth_out: if role.public { 20 } else { 0 },
        });
        sink.put("VirtualPrivateCloud", || VirtualPrivateCloud {
            vpc_id: self.id("vpc"),
            subnet_id: self.id("subnet"),
            as_vpc_gateway: false,
        });
    }

    fn show_system(&self, role: &Role, sink: &mut impl Sink) {
        sink.put("ImageId", || if role.windows { "img-9id7emv7" } else { "img-487zeit5" });
        sink.put("RenewFlag", || role.prepaid.then_some("NOTIFY_AND_MANUAL_RENEW"));
        sink.put("CreatedTime", || iso(self.created()));
        sink.put("ExpiredTime", || role.prepaid.then(|| iso(self.created() + 2 * HALF_A_YEAR)));
        sink.put("OsName", || if role.windows { "Windows Server 2022 64bit" } else { "Ubuntu Server 24.04 LTS 64bit" });
        sink.put("SecurityGroupIds", || [self.id("sg")]);
        sink.put("LoginSettings", || LoginSettings { key_ids: (!role.windows).then(|| [self.id("skey")]) });
        sink.put("Tags", || self.tags(role));
        sink.put("Uuid", || self.draw("uuid", Rng::uuid));
        sink.put("DisasterRecoverGroupId", || "");
        sink.put("IPv6Addresses", || Value::Null);
        sink.put("CamRoleName", || Value::Null);
        sink.put("HpcClusterId", || "");
        sink.put("RdmaIpAddresses", || Value::Null);
        sink.put("DedicatedClusterId", || "");
        sink.put("IsolatedSource", || "NOTISOLATED");
        sink.put("DisasterRecoverGroupIds", || [(); 0]);
        sink.put("LicenseType", || "TencentCloud");
        sink.put("DisableApiTermination", || false);
        sink.put("HostName", || self.name());
        sink.put("DefaultLoginUser", || if role.windows { "Administrator" } else { "root" });
        sink.put("DefaultLoginPort", || if role.windows { 3_389 } else { 22 });
        sink.put("EnableJumboFrame", || false);
        sink.put("Metadata", || Metadata { items: [] });
        sink.put("PublicIPv6Addresses", || [(); 0]);
        sink.put("CpuTopology", || CpuTopology { core_count: None, thread_per_core: None });
        sink.put("PartitionNumber", || 0);
        if role.gpus > 0 {
            sink.put("GPUInfo", || GpuInfo { count: role.gpus, id: ["GPU-0"], kind: "NVIDIA V100" });
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
