//! What a made-up fleet is made of: roles as teams name them, with models and sizes as the service sells them.

/// One kind of machine a fleet has.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    pub(crate) env: &'static str,
    pub(crate) team: &'static str,
    pub(crate) model: &'static str,
    pub(crate) cpu: u32,
    /// GiB.
    pub(crate) memory: u32,
    pub(crate) gpus: u32,
    pub(crate) prepaid: bool,
    pub(crate) public: bool,
    pub(crate) windows: bool,
    /// GiB of data disk; 0 for none.
    pub(crate) data_disk: u32,
}

const PLAIN: Role = Role {
    name: "",
    env: "prod",
    team: "",
    model: "S5.MEDIUM4",
    cpu: 2,
    memory: 4,
    gpus: 0,
    prepaid: false,
    public: false,
    windows: false,
    data_disk: 0,
};

/// Dealt out in this order, over and over.
#[rustfmt::skip]
pub(crate) const ROLES: &[Role] = &[
    Role { name: "web", team: "storefront", public: true, ..PLAIN },
    Role { name: "db-replica", team: "data", model: "MA5.2XLARGE64", cpu: 8, memory: 64, prepaid: true, data_disk: 500, ..PLAIN },
    Role { name: "api", team: "storefront", model: "S6.LARGE8", cpu: 4, memory: 8, ..PLAIN },
    Role { name: "gpu-train", env: "research", team: "ml", model: "GN10Xp.2XLARGE40", cpu: 10, memory: 40, gpus: 1, data_disk: 1_000, ..PLAIN },
    Role { name: "cache", team: "platform", model: "SA5.LARGE16", cpu: 4, memory: 16, ..PLAIN },
    Role { name: "worker", env: "staging", team: "billing", model: "SA2.MEDIUM4", ..PLAIN },
    Role { name: "web", env: "staging", team: "storefront", public: true, ..PLAIN },
    Role { name: "ci-runner", env: "dev", team: "platform", model: "C6.2XLARGE16", cpu: 8, memory: 16, ..PLAIN },
    Role { name: "desktop", env: "dev", team: "design", model: "S5.LARGE8", cpu: 4, memory: 8, public: true, windows: true, ..PLAIN },
    Role { name: "queue", team: "platform", model: "S6.MEDIUM8", memory: 8, prepaid: true, data_disk: 100, ..PLAIN },
    Role { name: "batch", env: "research", team: "data", model: "S5.4XLARGE64", cpu: 16, memory: 64, data_disk: 200, ..PLAIN },
];

/// Who a machine belongs to.
pub(crate) const OWNERS: &[&str] = &["chen.wei", "li.na", "maria.silva", "sam.okafor", "yuki.tanaka", "zhang.min"];

/// The zones a region has machines in, by number (DescribeZones; sold-out ones left out).
const ZONES: &[(&str, &[u32])] = &[
    ("ap-bangkok", &[1, 2]),
    ("ap-beijing", &[3, 4, 5, 6, 7]),
    ("ap-chengdu", &[1, 2]),
    ("ap-guangzhou", &[3, 4, 6, 7]),
    ("ap-hongkong", &[2, 3]),
    ("ap-nanjing", &[1, 2, 3]),
    ("ap-shanghai", &[2, 3, 4, 5, 8]),
    ("ap-singapore", &[1, 2, 3, 4]),
    ("ap-tokyo", &[1, 2]),
    ("na-ashburn", &[1, 2]),
    ("na-siliconvalley", &[1, 2]),
];

/// The numbers of a region's zones; `1` for a region not listed.
pub(crate) fn zones(region: &str) -> &'static [u32] {
    ZONES.iter().find(|row| row.0 == region).map_or(&[1], |row| row.1)
}

/// The region of a zone: `ap-guangzhou` of `ap-guangzhou-3`.
pub(crate) fn region_of(zone: &str) -> Option<&str> {
    let (region, number) = zone.rsplit_once('-')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(region)
}
