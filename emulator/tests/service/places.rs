//! Regions and zones.

use crate::common::{World, api, code, demo, inside, signed};
use serde_json::json;
use tencentcloud_edge::sign::ApiRequest;

#[test]
fn the_regions_are_those_of_the_options() {
    let mut world = World::new(json!({ "instances": 0, "regions": ["ap-guangzhou", "sa-saopaulo", "xx-nowhere"] }));
    let reply = inside(&world.reply("DescribeRegions", &json!({})));
    assert_eq!(reply["TotalCount"], 3);
    let expected = json!([
        { "Region": "ap-guangzhou", "RegionName": "South China (Guangzhou)", "RegionState": "AVAILABLE" },
        { "Region": "sa-saopaulo", "RegionName": "South America (São Paulo)", "RegionState": "AVAILABLE" },
        { "Region": "xx-nowhere", "RegionName": "xx-nowhere", "RegionState": "AVAILABLE" },
    ]);
    assert_eq!(reply["RegionSet"], expected);
}

#[test]
fn names_follow_the_language() {
    let mut world = World::new(json!({ "instances": 0 }));
    let ask = |world: &mut World, action| {
        let request = ApiRequest { payload: b"{}", language: Some("zh-CN"), ..api(action) };
        let request = signed(&request, &demo(), &world.timed());
        inside(&world.send(&request))
    };
    assert_eq!(ask(&mut world, "DescribeRegions")["RegionSet"][0]["RegionName"], "华南地区(广州)");
    let zones = ask(&mut world, "DescribeZones");
    let third =
        json!({ "Zone": "ap-guangzhou-3", "ZoneName": "广州三区", "ZoneId": "100003", "ZoneState": "AVAILABLE" });
    assert!(zones["ZoneSet"].as_array().unwrap().contains(&third));
}

#[test]
fn the_zones_are_those_of_the_region() {
    let mut world = World::new(json!({ "instances": 0 }));
    let reply = inside(&world.reply("DescribeZones", &json!({})));
    assert_eq!(reply["TotalCount"], 6);
    let rows = reply["ZoneSet"].as_array().unwrap();
    let seen: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row["Zone"].as_str().unwrap(), row["ZoneState"].as_str().unwrap()))
        .collect();
    assert_eq!(seen[..3], ["ap-guangzhou-1 UNAVAILABLE", "ap-guangzhou-2 UNAVAILABLE", "ap-guangzhou-3 AVAILABLE"]);
    assert_eq!(rows[2]["ZoneName"], "Guangzhou Zone 3");
}

#[test]
fn the_list_of_regions_needs_no_region_and_takes_no_parameter() {
    let mut world = World::new(json!({ "instances": 0, "rules": "2025-11" }));
    for (action, expected) in [("DescribeRegions", "ok"), ("DescribeZones", "MissingParameter")] {
        let request = ApiRequest { payload: b"{}", region: None, ..api(action) };
        let request = signed(&request, &demo(), &world.timed());
        assert_eq!(code(&world.send(&request)), expected);
        assert_eq!(world.call(action, json!({ "Limit": 1 })), "UnknownParameter");
    }
}
