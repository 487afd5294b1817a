//! The filters of DescribeInstances: AND across filters, OR among the values of one.

use crate::instance::Instance;
use crate::params::Filter;
use crate::places::region_of;
use crate::refusal::Refusal;
use serde_json::Value;

/// What a filter looks at.
enum Look {
    /// One text of the API object, by its path.
    Text(&'static [&'static str]),
    /// Any text of a list.
    List(&'static str),
    /// The state, which is not kept in the API object.
    State,
    /// A part of the name.
    Name,
    /// `Placement.ProjectId`.
    Project,
    TagKey,
    TagValue,
}

const LOOKS: &[(&str, Look)] = &[
    ("zone", Look::Text(&["Placement", "Zone"])),
    ("project-id", Look::Project),
    ("host-id", Look::Text(&["Placement", "HostId"])),
    ("dedicated-cluster-id", Look::Text(&["DedicatedClusterId"])),
    ("vpc-id", Look::Text(&["VirtualPrivateCloud", "VpcId"])),
    ("subnet-id", Look::Text(&["VirtualPrivateCloud", "SubnetId"])),
    ("instance-id", Look::Text(&["InstanceId"])),
    ("uuid", Look::Text(&["Uuid"])),
    ("security-group-id", Look::List("SecurityGroupIds")),
    ("instance-name", Look::Name),
    ("instance-charge-type", Look::Text(&["InstanceChargeType"])),
    ("instance-state", Look::State),
    ("private-ip-address", Look::List("PrivateIpAddresses")),
    ("public-ip-address", Look::List("PublicIpAddresses")),
    ("ipv6-address", Look::List("IPv6Addresses")),
    ("tag-key", Look::TagKey),
    ("tag-value", Look::TagValue),
];

/// A filter that was understood.
pub(crate) struct Test<'a> {
    look: Result<&'static Look, &'a str>,
    values: Vec<&'a str>,
}

/// Understands the filters of a request to `region`.
pub(crate) fn read<'a>(filters: Vec<Filter<'a>>, region: &str) -> Result<Vec<Test<'a>>, Refusal> {
    filters
        .into_iter()
        .map(|Filter { name, values }| {
            let row = LOOKS.iter().find(|row| row.0 == name);
            let look = match (row, name.strip_prefix("tag:")) {
                (Some(row), _) => Ok(&row.1),
                (None, Some(key)) if !key.is_empty() => Err(key),
                _ => return Err(Refusal::about("InvalidFilter", name)),
            };
            let astray = values.iter().find(|zone| name == "zone" && region_of(zone) != Some(region));
            match astray {
                Some(zone) => Err(Refusal::about("InvalidZone.MismatchRegion", *zone)),
                None => Ok(Test { look, values }),
            }
        })
        .collect()
}

impl Test<'_> {
    /// Whether an instance passes. A filter without values passes everything.
    pub(crate) fn passes(&self, instance: &Instance) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| self.is(instance, value))
    }

    fn is(&self, instance: &Instance, value: &str) -> bool {
        let mut tags = instance.field("Tags").and_then(Value::as_array).into_iter().flatten();
        let part = |tag: &Value, part: &str| tag.get(part).and_then(Value::as_str).map(str::to_owned);
        match self.look {
            Ok(Look::Text(path)) => instance.text(path) == Some(value),
            Ok(Look::List(name)) => {
                let mut items = instance.field(name).and_then(Value::as_array).into_iter().flatten();
                items.any(|item| item.as_str() == Some(value))
            }
            Ok(Look::State) => instance.state.name() == value,
            Ok(Look::Name) => instance.text(&["InstanceName"]).is_some_and(|name| name.contains(value)),
            Ok(Look::Project) => {
                let project = instance.field("Placement").and_then(|placement| placement.get("ProjectId"));
                project.and_then(Value::as_u64) == value.parse().ok()
            }
            Ok(Look::TagKey) => tags.any(|tag| part(tag, "Key").as_deref() == Some(value)),
            Ok(Look::TagValue) => tags.any(|tag| part(tag, "Value").as_deref() == Some(value)),
            Err(key) => {
                tags.any(|tag| part(tag, "Key").as_deref() == Some(key) && part(tag, "Value").as_deref() == Some(value))
            }
        }
    }
}
