//! Whatever arrives, there is an envelope in answer, and the emulator goes on.

use crate::random::{Random, setting};
use crate::requests::{call, code, emulator, signed};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use tencentcloud_edge_emulator::{Emulator, FaultRule, Options, Request};

/// What parsers of all kinds stumble over.
const WORDS: [&[u8]; 22] = [
    b"null",
    b"[]",
    b"{}",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"0x1",
    b"\r\n",
    b"\0",
    b"%00",
    b"%ff",
    b"&&",
    b"==",
    b"..",
    b"InstanceIds.4294967296",
    b"Filters.0.Values.0",
    b"\xff\xfe",
    b"[[[[[[[[",
    b"\xe4\xb8",
];

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "the corpus is there");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// Reads `METHOD target`, headers, an empty line and the body.
fn parse(bytes: &[u8]) -> Request {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap_or_default().split_once(' ').unwrap_or(("POST", "/"));
    let headers =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers.collect(),
        body: bytes.get(end + 2..).unwrap_or_default().to_vec(),
    }
}

fn mangle(random: &mut Random, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.insert(at, random.below(256) as u8),
            3 => drop(bytes.splice(at..at, random.pick(&WORDS).iter().copied())),
            4 => bytes.truncate(at),
            _ => {
                let other = random.pick(others);
                let from = random.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
}

fn for_a_while(what: &str, mut round: impl FnMut(&mut Random)) {
    let seconds = setting("VERIFY_FUZZ_SECONDS").unwrap_or(1);
    let mut random = Random::new(what);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut rounds = 0_u64;
    while Instant::now() < end {
        round(&mut random);
        rounds += 1;
    }
    println!("{what}: {rounds} in {seconds} s, 0 crashes");
}

#[test]
fn requests_of_any_bytes_are_answered() {
    let corpus = corpus();
    let mut emulator = emulator();
    for bytes in &corpus {
        code(&mut emulator, &parse(bytes));
    }
    for_a_while("requests of any bytes", |random| {
        let mut bytes = random.pick(&corpus).clone();
        mangle(random, &mut bytes, &corpus);
        let request = parse(&bytes);
        code(&mut emulator, &request);
        emulator.diagnose(&request);
    });
}

#[test]
fn parameters_of_any_shape_are_answered() {
    let mut emulator = emulator();
    let actions =
        ["StartInstances", "StopInstances", "RunInstances", "TerminateInstances", "DescribeInstances", "DescribeZones"];
    for_a_while("parameters of any shape", |random| {
        let (_, mut params) = call(random);
        for _ in 0..=random.below(3) {
            let name = *random.pick(&[
                "InstanceIds",
                "Filters",
                "Limit",
                "Offset",
                "Placement",
                "ImageId",
                "DataDisks",
                "InstanceCount",
                "UserData",
                "InstanceChargePrepaid",
                "TagSpecification",
                "ClientToken",
                "StopType",
                "InstanceName",
                "Other",
            ]);
            params[name] = value(random, 3);
        }
        let action = *random.pick(&actions);
        let request = signed(random, action, &params);
        code(&mut emulator, &request);
        if random.one_in(500) {
            // A fleet that only grows is slow in the end.
            emulator = Emulator::restore(&emulator.save()).unwrap();
            if emulator.snapshot(0).instances.len() > 2_000 {
                emulator = crate::requests::emulator();
            }
        }
    });
}

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => Value::Bool(random.one_in(2)),
        2 => Value::from(random.below(300)),
        3 => Value::from(-1.5 * random.below(9) as f64),
        4 => Value::from(random.text(40)),
        5 => {
            Value::from(*random.pick(&["ins-00000001", "ap-guangzhou-3", "img-487zeit5", "zone", "STOPPED", "PREPAID"]))
        }
        6 => (0..random.below(4)).map(|_| value(random, depth - 1)).collect(),
        _ => {
            let names = ["Zone", "Name", "Values", "Period", "DiskSize", "Key", "Value", "ResourceType", "Tags", "Odd"];
            Value::Object(
                (0..random.below(4)).map(|_| ((*random.pick(&names)).to_owned(), value(random, depth - 1))).collect(),
            )
        }
    }
}

#[test]
fn options_rules_and_states_of_any_text_are_read_or_refused() {
    let saved = emulator().save().into_bytes();
    let options =
        br#"{"instances":3,"seed":7,"bootMs":[1,2],"batches":"partial","rules":"2025-11","cors":["https://a"]}"#
            .to_vec();
    let rules = br#"[{"kind":"error","action":"StartInstances","nth":[1,3],"probability":0.5,"times":2,"code":"InternalError"}]"#.to_vec();
    let seeds = [options, rules, saved];
    for_a_while("options, rules and states of any text", |random| {
        let at = random.below(seeds.len());
        let mut bytes = seeds[at].clone();
        mangle(random, &mut bytes, &seeds[..2]);
        let text = String::from_utf8_lossy(&bytes);
        match at {
            0 => drop(Options::from_json(&text).and_then(Emulator::new)),
            1 => drop(FaultRule::list_from_json(&text)),
            _ => drop(Emulator::restore(&text).map(|mut it| it.snapshot_json(1))),
        }
    });
}
