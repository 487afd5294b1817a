//! Actions that are answered with what a test says.

use crate::common::{World, api, code, demo, inside, signed, with};
use serde_json::{Value, json};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions};
use tencentcloud_edge_emulator::{Emulator, Exchange, Request, Response};

const REPLY: &str = r#"{"InvocationId":"inv-1","Total":2}"#;

fn run_command() -> ApiRequest<'static> {
    ApiRequest { service: "tat", version: "2020-10-28", payload: br#"{"Content":"bHM="}"#, ..api("RunCommand") }
}

fn stubbed() -> World {
    let mut world = World::three(json!({}));
    world.emulator.stub("tat", "RunCommand", REPLY).unwrap();
    world
}

fn ask(world: &mut World, request: &ApiRequest<'_>, keys: &Credentials) -> Response {
    let request = signed(request, keys, &world.timed());
    world.send(&request)
}

/// A request to a local host, as an SDK sends it that signs the service `scope`.
fn local(world: &World, request: &ApiRequest<'_>, scope: &str) -> Request {
    let request = ApiRequest { service: scope, endpoint: Some("http://127.0.0.1:9787"), ..*request };
    signed(&request, &demo(), &world.timed())
}

#[test]
fn a_stub_answers_and_only_it() {
    let mut world = stubbed();
    let reply = inside(&ask(&mut world, &run_command(), &demo()));
    assert_eq!((&reply["InvocationId"], &reply["Total"]), (&json!("inv-1"), &json!(2)));
    assert!(reply["RequestId"].is_string());
    let entry = world.emulator.snapshot(world.now).requests.pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.code), ("RunCommand", None));

    let other = ApiRequest { action: "DescribeCommands", ..run_command() };
    assert_eq!(code(&ask(&mut world, &other, &demo())), "NoSuchProduct", "as without any stub");
    assert_eq!(world.act("StartInstances", "ins-00000001"), "ok");
    world.emulator.clear_stubs();
    assert_eq!(code(&ask(&mut world, &run_command(), &demo())), "NoSuchProduct");
}

#[test]
fn its_requests_are_authenticated_all_the_same() {
    let mut world = stubbed();
    let good = signed(&run_command(), &demo(), &world.timed());
    let mut changed = good.clone();
    changed.body = br#"{"Content":"cm0="}"#.to_vec();
    let elsewhere = with(good.clone(), "X-TC-Action", Some("DescribeCommands"));
    let unsigned = with(good.clone(), "Authorization", None);
    let late = SignOptions::at(world.now / 1_000 - 301);
    let old = signed(&run_command(), &demo(), &late);
    let stranger = signed(&run_command(), &Credentials::new("AKIDstranger", "key"), &world.timed());
    let cvm = signed(&ApiRequest { service: "cvm", ..run_command() }, &demo(), &world.timed());
    let scope = with(cvm, "Host", Some("tat.tencentcloudapi.com"));
    for (request, expected) in [
        (&good, "ok"),
        (&changed, "AuthFailure.SignatureFailure"),
        (&scope, "AuthFailure.SignatureFailure"),
        (&old, "AuthFailure.SignatureExpire"),
        (&stranger, "AuthFailure.SecretIdNotFound"),
        (&elsewhere, "NoSuchProduct"),
    ] {
        assert_eq!(code(&world.send(request)), expected);
    }
    assert!(code(&world.send(&unsigned)).starts_with("AuthFailure"));
    let report = world.emulator.diagnose(&changed).unwrap();
    assert!(report.contains("canonical request"), "{report}");
    let get = ApiRequest { method: Method::Get, payload: b"Content=bHM%3D", ..run_command() };
    assert_eq!(code(&ask(&mut world, &get, &demo())), "ok");
}

#[test]
fn on_a_local_host_the_scope_names_the_service_else_the_action() {
    let mut world = stubbed();
    world.emulator.stub("lighthouse", "DescribeInstances", r#"{"TotalCount":77}"#).unwrap();
    let command = run_command();
    for scope in ["tat", "127"] {
        let request = local(&world, &command, scope);
        assert_eq!(inside(&world.send(&request))["Total"], 2, "{scope}");
    }
    let cvm = ApiRequest { payload: b"{}", ..api("DescribeInstances") };
    let lighthouse = ApiRequest { version: "2020-03-24", ..cvm };
    for (request, scope, total) in
        [(&cvm, "cvm", 3), (&cvm, "127", 3), (&lighthouse, "lighthouse", 77), (&lighthouse, "127", 77)]
    {
        let request = local(&world, request, scope);
        assert_eq!(inside(&world.send(&request))["TotalCount"], total, "{scope}");
    }
}

#[test]
fn it_may_stand_for_an_action_that_there_is_and_give_errors() {
    let mut world = World::three(json!({}));
    let error = r#"{"Error":{"Code":"FailedOperation.Mine","Message":"no"}}"#;
    world.emulator.stub("cvm", "StartInstances", error).unwrap();
    world.emulator.stub("cvm", "DescribeImages", r#"{"ImageSet":[]}"#).unwrap();
    assert_eq!(world.act("StartInstances", "ins-00000001"), "FailedOperation.Mine");
    assert_eq!(inside(&world.reply("DescribeImages", &json!({})))["ImageSet"], json!([]));
    let codes: Vec<_> = world.emulator.snapshot(world.now).requests.into_iter().map(|entry| entry.code).collect();
    assert_eq!(codes, [Some("FailedOperation.Mine".to_owned()), None]);
    assert!(world.emulator.snapshot(world.now).starts.is_empty());
}

#[test]
fn faults_and_policies_are_about_stubs_too() {
    let mut world = stubbed();
    world.emulator.inject_json(r#"[{"kind":"error","code":"X.Y","action":"RunCommand","times":1}]"#).unwrap();
    assert_eq!(code(&ask(&mut world, &run_command(), &demo())), "X.Y");
    assert_eq!(code(&ask(&mut world, &run_command(), &demo())), "ok");
    world.emulator.inject_json(r#"[{"kind":"no-request-id","action":"RunCommand"}]"#).unwrap();
    assert_eq!(inside(&ask(&mut world, &run_command(), &demo())).get("RequestId"), None);
    let misspelt = world.emulator.inject_json(r#"[{"kind":"cut","action":"RunComand"}]"#).unwrap_err();
    assert!(misspelt.contains("AssumeRole") && misspelt.contains("RunCommand"), "{misspelt}");

    let mut world = World::three(json!({ "policies": [{ "secretId": "*", "actions": ["cvm:*"] }] }));
    world.emulator.stub("tat", "RunCommand", REPLY).unwrap();
    assert_eq!(code(&ask(&mut world, &run_command(), &demo())), "UnauthorizedOperation");
}

fn open(world: &mut World) -> tencentcloud_edge_emulator::OpenExchange {
    let request = signed(&run_command(), &demo(), &world.timed());
    match world.emulator.begin(world.now, &request) {
        Exchange::Asks(open) => *open,
        Exchange::Replied(reply, _) => panic!("{}", code(&reply)),
    }
}

#[test]
fn an_owner_is_asked_only_about_what_is_authenticated() {
    let mut world = stubbed();
    world.emulator.stub_by_owner("tat", "RunCommand").unwrap();
    let asked = open(&mut world);
    let call: Value = serde_json::from_str(&asked.call()).unwrap();
    assert_eq!(call["payload"], json!({ "Content": "bHM=" }));
    assert_eq!(
        (&call["service"], &call["action"], &call["version"]),
        (&json!("tat"), &json!("RunCommand"), &json!("2020-10-28"))
    );
    assert_eq!((&call["region"], &call["atMs"]), (&json!("ap-guangzhou"), &json!(world.now)));
    let (reply, entry) = world.emulator.finish(world.now + 5_000, asked, r#"{"Total":9}"#);
    assert_eq!(inside(&reply)["Total"], 9);
    assert_eq!(inside(&reply)["RequestId"], call["requestId"]);
    assert_eq!(entry.unwrap().at_ms, world.now);
    assert_eq!(reply.header("date"), Some("Thu, 01 Jan 2026 00:00:05 GMT"));

    let asked = open(&mut world);
    assert_eq!(code(&world.emulator.finish(world.now, asked, "7").0), "InternalError");
    let mut bad = signed(&run_command(), &demo(), &world.timed());
    bad.body.push(b' ');
    assert!(matches!(world.emulator.begin(world.now, &bad), Exchange::Replied(..)));
    assert_eq!(code(&ask(&mut world, &run_command(), &demo())), "InternalError", "nobody is asked by handle()");
    world.emulator.inject_json(r#"[{"kind":"hang","action":"RunCommand"}]"#).unwrap();
    let request = signed(&run_command(), &demo(), &world.timed());
    assert!(matches!(world.emulator.begin(world.now, &request), Exchange::Replied(..)), "nothing is executed");
}

#[test]
fn what_is_no_stub_is_named() {
    let mut world = World::three(json!({}));
    for (service, action, reply, part) in [
        ("TAT", "RunCommand", REPLY, "`service`"),
        ("tat.tencentcloudapi.com", "RunCommand", REPLY, "`service`"),
        ("", "RunCommand", REPLY, "`service`"),
        ("tat", "runCommand", REPLY, "`action`"),
        ("tat", "Run Command", REPLY, "`action`"),
        ("tat", "RunCommand", "[]", "reply"),
        ("tat", "RunCommand", r#"{"Response":{}}"#, "envelope"),
    ] {
        let problem = world.emulator.stub(service, action, reply).unwrap_err();
        assert!(problem.contains(part), "{problem}");
    }
}

#[test]
fn replies_are_saved_and_what_was_saved_before_stubs_is_read() {
    let mut first = stubbed();
    first.emulator.stub_by_owner("tat", "DescribeCommands").unwrap();
    let mut world = World { emulator: Emulator::restore(&first.emulator.save()).unwrap(), now: first.now };
    assert_eq!(inside(&ask(&mut world, &run_command(), &demo()))["Total"], 2);
    let other = ApiRequest { action: "DescribeCommands", ..run_command() };
    assert_eq!(code(&ask(&mut world, &other, &demo())), "NoSuchProduct");

    let saved = include_str!("../fixtures/saved3.txt");
    let mut world = World { emulator: Emulator::restore(saved).unwrap(), now: first.now };
    assert_eq!(world.state("ins-00000001"), "STOPPED");
    assert!(world.emulator.save().contains("\"format\":4"));
    assert_eq!(ask(&mut world, &api("DescribeRegions"), &demo()).status, 200);
}
