//! The filters of DescribeInstances: AND across filters, OR among the values of one.

use crate::fleet::instance::Instance;
use crate::fleet::regions::region_of;
use crate::messages::error::ApiError;
use crate::request::params::Filter;
use serde_json::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What a filter compares.
enum Field {
    /// One text of the API object.
    Text(&'static str),
    /// One text within an object.
    Within(&'static str, &'static str),
    /// Any text of a list.
    List(&'static str),
    /// The state, which changes.
    State,
    /// A part of the name.
    Name,
    /// `Placement.ProjectId`.
    Project,
    /// `CreatedTime`: at or after the value if true, otherwise at or before it.
    Created(bool),
    TagKey,
    TagValue,
}

/// A filter: its name, what it compares, and the format of its values with the code for a value of another format.
type Row = (&'static str, Field, Option<Form>);
/// Whether a value has the format, and the code for one that has not.
type Form = (fn(&str) -> bool, &'static str);

const fn form(check: fn(&str) -> bool, code: &'static str) -> Option<Form> {
    Some((check, code))
}

#[rustfmt::skip]
const FILTERS: &[Row] = &[
    ("zone", Field::Within("Placement", "Zone"), None),
    ("project-id", Field::Project, None),
    ("host-id", Field::Within("Placement", "HostId"), form(|it| is_id("host-", it), "InvalidHostId.Malformed")),
    ("dedicated-cluster-id", Field::Text("DedicatedClusterId"), None),
    ("vpc-id", Field::Within("VirtualPrivateCloud", "VpcId"), form(|it| is_id("vpc-", it), "InvalidParameterValue.VpcIdMalformed")),
    ("subnet-id", Field::Within("VirtualPrivateCloud", "SubnetId"), form(|it| is_id("subnet-", it), "InvalidParameterValue.SubnetIdMalformed")),
    ("instance-id", Field::Text("InstanceId"), form(|it| is_id("ins-", it), "InvalidParameterValue.InstanceIdMalformed")),
    ("uuid", Field::Text("Uuid"), form(is_uuid, "InvalidParameterValue.UuidMalformed")),
    ("security-group-id", Field::List("SecurityGroupIds"), form(|it| is_id("sg-", it), "InvalidSgId.Malformed")),
    ("instance-name", Field::Name, None),
    ("instance-charge-type", Field::Text("InstanceChargeType"), None),
    ("instance-state", Field::State, None),
    ("private-ip-address", Field::List("PrivateIpAddresses"), form(|it| it.parse::<Ipv4Addr>().is_ok(), "InvalidParameterValue.IPAddressMalformed")),
    ("public-ip-address", Field::List("PublicIpAddresses"), form(|it| it.parse::<Ipv4Addr>().is_ok(), "InvalidParameterValue.IPAddressMalformed")),
    ("ipv6-address", Field::List("IPv6Addresses"), form(|it| it.parse::<Ipv6Addr>().is_ok(), "InvalidParameterValue.IPv6AddressMalformed")),
    ("creation-start-time", Field::Created(true), form(is_time, "InvalidParameterValue.InvalidTimeFormat")),
    ("creation-end-time", Field::Created(false), form(is_time, "InvalidParameterValue.InvalidTimeFormat")),
    ("tag-key", Field::TagKey, None),
    ("tag-value", Field::TagValue, None),
];

/// A filter of a request.
pub(crate) struct Condition<'a> {
    field: Result<&'static Field, &'a str>,
    values: Vec<&'a str>,
}

/// Reads the filters of a request to `region`.
pub(crate) fn read<'a>(filters: Vec<Filter<'a>>, region: &str) -> Result<Vec<Condition<'a>>, ApiError> {
    filters
        .into_iter()
        .map(|Filter { name, values }| {
            let row = FILTERS.iter().find(|row| row.0 == name);
            let field = match (row, name.strip_prefix("tag:")) {
                (Some(row), _) => Ok(&row.1),
                (None, Some(key)) if !key.is_empty() => Err(key),
                _ => return Err(ApiError::about("InvalidFilter", name)),
            };
            let elsewhere = values.iter().find(|zone| name == "zone" && region_of(zone) != Some(region));
            if let Some(zone) = elsewhere {
                return Err(ApiError::about("InvalidZone.MismatchRegion", *zone));
            }
            if let Some((check, code)) = row.and_then(|row| row.2)
                && let Some(value) = values.iter().find(|value| !check(value))
            {
                return Err(ApiError::about(code, *value));
            }
            Ok(Condition { field, values })
        })
        .collect()
}

impl Condition<'_> {
    /// Whether an instance matches. A filter without values matches everything.
    pub(crate) fn matches(&self, instance: &Instance) -> bool {
        if self.values.is_empty() {
            return true;
        }
        let is_one = |text: &str| self.values.contains(&text);
        let text = |value: &Value| value.as_str().is_some_and(is_one);
        let tags = |fits: &dyn Fn(&Value) -> bool| {
            instance.field("Tags").as_ref().and_then(Value::as_array).is_some_and(|tags| tags.iter().any(fits))
        };
        let part = |tag: &Value, name: &str| tag.get(name).is_some_and(text);
        match self.field {
            Ok(Field::Text(name)) => instance.field(name).as_ref().is_some_and(text),
            Ok(Field::Within(name, member)) => {
                instance.field(name).as_ref().and_then(|value| value.get(member)).is_some_and(text)
            }
            Ok(Field::List(name)) => {
                let field = instance.field(name);
                field.as_ref().and_then(Value::as_array).is_some_and(|items| items.iter().any(text))
            }
            Ok(Field::State) => is_one(instance.state.name()),
            Ok(Field::Name) => {
                let name = instance.text("InstanceName").unwrap_or_default();
                self.values.iter().any(|value| name.contains(value))
            }
            Ok(Field::Project) => {
                let project = instance.field("Placement").and_then(|placement| placement.get("ProjectId")?.as_u64());
                project.is_some_and(|project| is_one(&project.to_string()))
            }
            Ok(Field::Created(after)) => {
                let created = instance.text("CreatedTime").unwrap_or_default();
                self.values.iter().any(|value| is_within(&created, value, *after))
            }
            Ok(Field::TagKey) => tags(&|tag| part(tag, "Key")),
            Ok(Field::TagValue) => tags(&|tag| part(tag, "Value")),
            Err(key) => tags(&|tag| tag.get("Key").and_then(Value::as_str) == Some(key) && part(tag, "Value")),
        }
    }
}

/// Whether `2025-03-01T00:00:00Z` is at or after, or at or before, `2025-03-01 00:00:00`.
fn is_within(created: &str, bound: &str, after: bool) -> bool {
    let created = created.replace('T', " ");
    let order = created.trim_end_matches('Z').cmp(bound);
    if after { order.is_ge() } else { order.is_le() }
}

/// `2023-06-01 00:00:00`, the documented format of times in filters.
fn is_time(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00 00:00:00";
    text.len() == FORM.len()
        && text.bytes().zip(FORM).all(|(byte, form)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form })
}

/// An id of a kind: its prefix and eight lower-case letters or digits.
fn is_id(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|tail| {
        tail.len() == 8 && tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{is_id, is_time, is_uuid};

    #[test]
    fn forms_are_told() {
        assert!(is_time("2023-06-01 00:00:00"));
        for text in ["", "2023-06-01", "2023-06-01T00:00:00", "2023-06-01 00:00:00Z", "2023-06-01 00:00:0a"] {
            assert!(!is_time(text), "{text}");
        }
        assert!(is_id("vpc-", "vpc-1a2b3c4d"));
        assert!(!is_id("vpc-", "vpc-1A2b3c4d") && !is_id("vpc-", "vpc-1") && !is_id("vpc-", "sg-1a2b3c4d"));
        assert!(is_uuid("8f3c1d2e-0000-4abc-8def-0123456789ab"));
        assert!(!is_uuid("8f3c1d2e00004abc8def0123456789ab") && !is_uuid("8f3c1d2g-0000-4abc-8def-0123456789ab"));
    }
}
