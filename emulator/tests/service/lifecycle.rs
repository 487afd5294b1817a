//! RunInstances and TerminateInstances: how instances come and go.

use crate::common::{NOW, World, inside};
use serde_json::{Value, json};

fn order(more: Value) -> Value {
    let mut order =
        json!({ "Placement": { "Zone": "ap-guangzhou-3" }, "ImageId": "img-487zeit5", "InstanceType": "S5.LARGE16" });
    order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    order
}

fn world() -> World {
    World::three(json!({}))
}

fn run(world: &mut World, more: Value) -> Vec<String> {
    let reply = inside(&world.reply("RunInstances", &order(more)));
    let ids = reply["InstanceIdSet"].as_array().unwrap_or_else(|| panic!("{reply}")).clone();
    ids.into_iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_run_is_pending_and_then_runs() {
    let mut world = world();
    let ids = run(&mut world, json!({ "InstanceCount": 3 }));
    assert_eq!(ids.len(), 3);
    let shown = world.shown(&ids[0]);
    assert_eq!((&shown["InstanceState"], &shown["LatestOperation"]), (&json!("PENDING"), &json!("RunInstances")));
    assert_eq!(world.act("StartInstances", &ids[0]), "UnsupportedOperation.InstanceStatePending");
    world.now += 1_000;
    assert_eq!(world.state(&ids[2]), "RUNNING");
    assert_eq!(inside(&world.reply("DescribeInstances", &json!({})))["TotalCount"], 6);
    assert!(world.emulator.snapshot(world.now).starts.is_empty(), "a creation is no start");
}

#[test]
fn it_is_as_it_was_ordered() {
    let mut world = world();
    let ids = run(
        &mut world,
        json!({
            "InstanceName": "web-{R:7}", "InstanceCount": 2, "InstanceChargeType": "PREPAID",
            "InstanceChargePrepaid": { "Period": 12, "RenewFlag": "NOTIFY_AND_AUTO_RENEW" },
            "SystemDisk": { "DiskSize": 100 }, "DataDisks": [{ "DiskSize": 500, "DiskType": "CLOUD_SSD" }],
            "VirtualPrivateCloud": { "VpcId": "vpc-1", "SubnetId": "subnet-1" },
            "InternetAccessible": { "InternetMaxBandwidthOut": 0 }, "SecurityGroupIds": ["sg-1"],
            "LoginSettings": { "Password": "Secret-pass1", "KeyIds": ["skey-1"] },
            "TagSpecification": [
                { "ResourceType": "instance", "Tags": [{ "Key": "env", "Value": "test" }] },
                { "ResourceType": "disk", "Tags": [{ "Key": "no", "Value": "no" }] },
            ],
            "DisasterRecoverGroupIds": ["ps-1"], "DisableApiTermination": true, "HostName": "h",
        }),
    );
    let shown = world.shown(&ids[1]);
    for (name, expected) in [
        ("InstanceName", json!("web-8")),
        ("HostName", json!("h")),
        ("InstanceType", json!("S5.LARGE16")),
        ("CPU", json!(4)),
        ("Memory", json!(16)),
        ("InstanceChargeType", json!("PREPAID")),
        ("RenewFlag", json!("NOTIFY_AND_AUTO_RENEW")),
        ("CreatedTime", json!("2026-01-01T00:00:00Z")),
        ("ExpiredTime", json!("2026-12-27T00:00:00Z")),
        ("Tags", json!([{ "Key": "env", "Value": "test" }])),
        ("SecurityGroupIds", json!(["sg-1"])),
        ("LoginSettings", json!({ "KeyIds": ["skey-1"] })),
        ("PublicIpAddresses", Value::Null),
        ("DisasterRecoverGroupId", json!("ps-1")),
        ("DisasterRecoverGroupIds", json!(["ps-1"])),
        ("DisableApiTermination", json!(true)),
    ] {
        assert_eq!(shown[name], expected, "{name}");
    }
    assert_eq!(shown["Placement"], json!({ "Zone": "ap-guangzhou-3", "ProjectId": 0 }));
    assert_eq!(
        (&shown["SystemDisk"]["DiskSize"], &shown["SystemDisk"]["DiskType"]),
        (&json!(100), &json!("CLOUD_BSSD"))
    );
    assert_eq!(
        (&shown["DataDisks"][0]["DiskSize"], &shown["DataDisks"][0]["DiskType"]),
        (&json!(500), &json!("CLOUD_SSD"))
    );
    assert_eq!(
        shown["VirtualPrivateCloud"],
        json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1", "AsVpcGateway": false })
    );
    assert!(!shown.to_string().contains("Secret-pass1"));
}

#[test]
fn what_was_not_asked_for_has_the_documented_defaults() {
    let mut world = world();
    let ids = run(&mut world, json!({}));
    let shown = world.shown(&ids[0]);
    assert_eq!(ids.len(), 1);
    assert_eq!(shown["InstanceName"], "未命名");
    assert_eq!(shown["InstanceChargeType"], "POSTPAID_BY_HOUR");
    assert_eq!((&shown["ExpiredTime"], &shown["RenewFlag"]), (&Value::Null, &Value::Null));
    assert_eq!(shown["SystemDisk"]["DiskSize"], 50);
    assert_eq!(shown["InternetAccessible"]["InternetMaxBandwidthOut"], 0);
    assert_eq!(shown["Tags"], json!([]));
    let alone = run(&mut world, json!({ "InstanceName": "api" }));
    assert_eq!(world.shown(&alone[0])["InstanceName"], "api");
    let names = run(&mut world, json!({ "InstanceName": "api", "InstanceCount": 2 }));
    assert_eq!(world.shown(&names[1])["InstanceName"], "api2");
}

#[test]
fn a_client_token_runs_once() {
    let mut world = world();
    let first = run(&mut world, json!({ "ClientToken": "t", "InstanceCount": 2 }));
    assert_eq!(run(&mut world, json!({ "ClientToken": "t", "InstanceCount": 2 })), first);
    assert_ne!(run(&mut world, json!({ "ClientToken": "u", "InstanceCount": 2 })), first);
    assert_eq!(inside(&world.reply("DescribeInstances", &json!({})))["TotalCount"], 7);
}

#[test]
fn a_dry_run_runs_nothing() {
    let mut world = world();
    let reply = inside(&world.reply("RunInstances", &order(json!({ "DryRun": true }))));
    assert_eq!((reply.get("Error"), reply.get("InstanceIdSet")), (None, None));
    assert_eq!(
        world.call("RunInstances", order(json!({ "DryRun": true, "ImageId": "x" }))),
        "InvalidImageId.Malformed"
    );
    assert_eq!(inside(&world.reply("DescribeInstances", &json!({})))["TotalCount"], 3);
}

#[test]
fn a_bad_order_is_named() {
    let long = "n".repeat(129);
    for (more, expected) in [
        (json!({ "Placement": null }), "MissingParameter"),
        (json!({ "Placement": { "ProjectId": 1 } }), "MissingParameter"),
        (json!({ "Placement": "ap-guangzhou-3" }), "InvalidParameter"),
        (json!({ "Placement": { "Zone": 3 } }), "InvalidParameter"),
        (json!({ "Placement": { "Zone": "ap-singapore-1" } }), "InvalidZone.MismatchRegion"),
        (json!({ "Placement": { "Zone": "ap-guangzhou-3", "Moon": 1 } }), "UnknownParameter"),
        (json!({ "ImageId": null }), "MissingParameter"),
        (json!({ "ImageId": "img-1" }), "InvalidImageId.Malformed"),
        (json!({ "ImageId": "ami-12345678" }), "InvalidImageId.Malformed"),
        (json!({ "InstanceType": "large" }), "InvalidInstanceType.Malformed"),
        (json!({ "InstanceName": long }), "InvalidInstanceName.TooLong"),
        (json!({ "ClientToken": "t".repeat(65) }), "InvalidClientToken.TooLong"),
        (json!({ "UserData": "not base64!" }), "InvalidParameterValue.InvalidUserDataFormat"),
        (json!({ "UserData": "A".repeat(24_000) }), "InvalidParameterValue.InvalidUserDataFormat"),
        (json!({ "InstanceCount": 0 }), "InvalidParameterValue"),
        (json!({ "InstanceCount": 501 }), "InvalidParameterValue"),
        (json!({ "InstanceCount": "3" }), "InvalidParameter"),
        (json!({ "MinCount": 2 }), "InvalidParameterValue.InvalidParameterMinCount"),
        (json!({ "InstanceChargeType": "FREE" }), "InvalidParameterValue"),
        (json!({ "InstanceChargeType": "PREPAID" }), "MissingParameter"),
        (json!({ "InstanceChargeType": "PREPAID", "InstanceChargePrepaid": { "Period": 13 } }), "InvalidPeriod"),
        (json!({ "InstanceChargeType": "PREPAID", "InstanceChargePrepaid": {} }), "MissingParameter"),
        (json!({ "DataDisks": [{ "DiskType": "CLOUD_SSD" }] }), "MissingParameter"),
        (json!({ "DataDisks": [7] }), "InvalidParameter"),
        (json!({ "SecurityGroupIds": [1] }), "InvalidParameter"),
        (json!({ "DryRun": "yes" }), "InvalidParameter"),
        (json!({ "Colour": "red" }), "UnknownParameter"),
    ] {
        let mut world = world();
        assert_eq!(world.call("RunInstances", order(more.clone())), expected, "{more}");
        assert_eq!(world.emulator.snapshot(NOW).instances.len(), 3, "{more}");
    }
    let mut world = world();
    for good in [json!({ "InstanceName": "n".repeat(128) }), json!({ "UserData": "aGk=" }), json!({ "MinCount": 1 })] {
        assert_eq!(world.call("RunInstances", order(good.clone())), "ok", "{good}");
    }
}

#[test]
fn the_quota_of_instances_is_kept() {
    let mut world = World::new(json!({ "instances": 1_000 }));
    assert_eq!(world.call("RunInstances", order(json!({ "InstanceCount": 500 }))), "ok");
    let mut world = World::new(json!({ "instances": 199_999 }));
    assert_eq!(world.call("RunInstances", order(json!({ "InstanceCount": 2 }))), "LimitExceeded.CvmInstanceQuota");
    assert_eq!(world.call("RunInstances", order(json!({}))), "ok");
}

#[test]
fn a_creation_that_fails_is_seen() {
    let mut world = world();
    world.inject(json!({ "kind": "fails", "action": "RunInstances" }));
    let ids = run(&mut world, json!({}));
    world.now += 1_000;
    let shown = world.shown(&ids[0]);
    assert_eq!((&shown["InstanceState"], &shown["LatestOperationState"]), (&json!("LAUNCH_FAILED"), &json!("FAILED")));
    assert_eq!(world.act("TerminateInstances", &ids[0]), "UnsupportedOperation.InstanceStateLaunchFailed");
}

#[test]
fn what_is_terminated_is_gone() {
    for id in ["ins-00000001", "ins-00000003"] {
        let mut world = world();
        assert_eq!(world.act("TerminateInstances", id), "ok");
        let shown = world.shown(id);
        assert_eq!(
            (&shown["InstanceState"], &shown["LatestOperation"]),
            (&json!("TERMINATING"), &json!("TerminateInstances"))
        );
        assert_eq!(world.act("StartInstances", id), "UnsupportedOperation.InstanceStateTerminating");
        world.now += 1_000;
        assert_eq!(world.shown(id), Value::Null);
        assert_eq!(world.act("StartInstances", id), "InvalidInstanceId.NotFound");
    }
}

#[test]
fn what_is_gone_is_in_no_list_and_the_others_are() {
    for describes in [json!({}), json!({ "transitions": "describes", "bootDescribes": [1, 1] })] {
        let mut world = World::three(describes);
        world.act("TerminateInstances", "ins-00000001");
        world.now += 1_000;
        world.reply("DescribeInstances", &json!({ "InstanceIds": ["ins-00000001"] }));
        let listed = inside(&world.reply("DescribeInstancesStatus", &json!({})));
        assert_eq!(listed["TotalCount"], 2);
        assert_eq!(listed["InstanceStatusSet"][0]["InstanceId"], "ins-00000002");
        assert_eq!(world.emulator.snapshot(world.now).instances.len(), 2);
        world.emulator = tencentcloud_edge_emulator::Emulator::restore(&world.emulator.save()).unwrap();
        assert_eq!(inside(&world.reply("DescribeInstances", &json!({})))["TotalCount"], 2);
    }
}

#[test]
fn an_id_can_be_given_once() {
    let options = json!({ "instances": [{ "InstanceId": "ins-00000001" }, { "InstanceId": "ins-00000001" }] });
    let options = tencentcloud_edge_emulator::Options::from_json(&options.to_string()).unwrap();
    let problem = tencentcloud_edge_emulator::Emulator::new(options).unwrap_err();
    assert!(problem.contains("ins-00000001 is there twice"), "{problem}");
}

#[test]
fn a_prepaid_instance_is_isolated_first_and_destroyed_by_a_second_call() {
    let prepaid = json!({ "InstanceId": "ins-00000009", "InstanceChargeType": "PREPAID", "InstanceState": "RUNNING" });
    let mut world = World::new(json!({ "instances": [prepaid], "bootMs": [1_000, 1_000] }));
    assert_eq!(world.act("TerminateInstances", "ins-00000009"), "ok");
    world.now += 1_000;
    assert_eq!(world.state("ins-00000009"), "SHUTDOWN");
    assert_eq!(world.act("StartInstances", "ins-00000009"), "UnsupportedOperation.InstanceStateShutdown");
    assert_eq!(world.act("TerminateInstances", "ins-00000009"), "ok");
    world.now += 1_000;
    assert_eq!(world.shown("ins-00000009"), Value::Null);
}

#[test]
fn what_may_not_be_terminated_is_not() {
    let instance = |id: &str, more: Value| {
        let mut fields =
            json!({ "InstanceId": id, "InstanceState": "RUNNING", "InstanceChargeType": "POSTPAID_BY_HOUR" });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields
    };
    let mut world = World::new(json!({ "instances": [
        instance("ins-00000001", json!({})),
        instance("ins-00000002", json!({ "DisableApiTermination": true })),
        instance("ins-00000003", json!({ "InstanceChargeType": "PREPAID" })),
        instance("ins-00000004", json!({ "InstanceState": "STARTING" })),
    ] }));
    for (ids, expected) in [
        (json!(["ins-00000001", "ins-00000002"]), "UnsupportedOperation.InstancesProtected"),
        (json!(["ins-00000001", "ins-00000003"]), "UnsupportedOperation.InstanceMixedPricingModel"),
        (json!(["ins-00000004"]), "UnsupportedOperation.InstanceStateStarting"),
        (json!(["ins-99999999"]), "InvalidInstanceId.NotFound"),
        (json!([]), "MissingParameter"),
    ] {
        assert_eq!(world.call("TerminateInstances", json!({ "InstanceIds": ids })), expected, "{ids}");
    }
    assert_eq!(world.state("ins-00000001"), "RUNNING");
    let switches = json!({ "InstanceIds": ["ins-00000001"], "ReleaseAddress": true, "ReleasePrepaidDataDisks": false });
    assert_eq!(world.call("TerminateInstances", switches), "ok");
}
