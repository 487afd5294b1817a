//! The roles of generated instances, as teams name them, with instance types and sizes that the service sells.

/// What instances of one role have in common.
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

/// The values of most roles.
pub(crate) const PLAIN: Role = Role {
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

/// Assigned in this order, over and over.
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

/// Values of the tag `owner`.
pub(crate) const OWNERS: &[&str] = &["chen.wei", "li.na", "maria.silva", "sam.okafor", "yuki.tanaka", "zhang.min"];

/// The cores and GiB of a model by its name, as `S5.2XLARGE16`: `LARGE` has four cores, `nXLARGE` four times n.
pub(crate) fn size_of_type(model: &str) -> Option<(u32, u32)> {
    let size = model.split_once('.')?.1;
    let letters = size.trim_end_matches(|c: char| c.is_ascii_digit());
    let memory = size.get(letters.len()..)?.parse().ok()?;
    let cores = match letters {
        "SMALL" => 1,
        "MEDIUM" => 2,
        "LARGE" => 4,
        _ => letters.strip_suffix("XLARGE")?.parse::<u32>().ok()?.checked_mul(4)?,
    };
    Some((cores, memory))
}

#[cfg(test)]
mod tests {
    use super::{ROLES, size_of_type};

    #[test]
    fn models_tell_their_size() {
        for role in ROLES.iter().filter(|role| role.gpus == 0 && role.name != "desktop") {
            assert_eq!(size_of_type(role.model), Some((role.cpu, role.memory)), "{}", role.model);
        }
        for model in ["", "S5", "S5.", "S5.LARGE", "S5.HUGE8", "S5.XLARGE8", "S5.4294967295XLARGE8"] {
            assert_eq!(size_of_type(model), None, "{model}");
        }
    }
}
