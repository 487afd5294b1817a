//! DescribeRegions and DescribeZones.

use super::context::ActionContext;
use crate::fleet::regions::{self, RegionInfo};
use crate::http::envelope::Fields;
use crate::messages::Language;
use crate::messages::error::ApiError;
use serde_json::{Value, json};

pub(super) fn regions(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    let row = |region: &String| {
        let name = regions::info(region).map_or_else(|| region.clone(), |info| region_name(info, context.language));
        json!({ "Region": region, "RegionName": name, "RegionState": "AVAILABLE" })
    };
    Ok(set("RegionSet", context.options.regions.iter().map(row).collect()))
}

pub(super) fn zones(context: ActionContext<'_>) -> Result<Fields, ApiError> {
    let info = regions::info(context.region);
    let row = |(number, state): (u32, &str)| {
        let name = match (info, context.language) {
            (Some(info), Language::English) => format!("{} Zone {number}", info.english),
            (Some(info), Language::Chinese) => format!("{}{}区", info.chinese, numeral(number)),
            (None, _) => format!("{} Zone {number}", context.region),
        };
        let id = info.map_or(0, |info| info.zone_ids) + number;
        json!({
            "Zone": format!("{}-{number}", context.region), "ZoneName": name, "ZoneId": id.to_string(), "ZoneState": state,
        })
    };
    let open = regions::zones(context.region).iter().map(|number| (*number, "AVAILABLE"));
    let sold = info.map_or(&[][..], |info| info.sold_out).iter().map(|number| (*number, "UNAVAILABLE"));
    let mut all: Vec<(u32, &str)> = open.chain(sold).collect();
    all.sort_unstable();
    Ok(set("ZoneSet", all.into_iter().map(row).collect()))
}

fn region_name(info: &RegionInfo, language: Language) -> String {
    match language {
        Language::English => format!("{} ({})", info.area.0, info.english),
        Language::Chinese => format!("{}({})", info.area.1, info.chinese),
    }
}

/// The numeral of a zone in its Chinese name.
fn numeral(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    DIGITS.get(number as usize).map_or_else(|| number.to_string(), |digit| (*digit).to_owned())
}

fn set(name: &'static str, rows: Vec<Value>) -> Fields {
    vec![("TotalCount", rows.len().to_string()), (name, Value::Array(rows).to_string())]
}
