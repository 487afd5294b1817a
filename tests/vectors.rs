//! The signer against published, captured and independently computed signatures, step by step.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use support::vectors::{FILES, Vector, all, read, tc3};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::sign::tc3::{SigningKey, string_to_sign};
use tencentcloud_edge::sign::{ApiRequest, Method, SignOptions, Signer, sign, utc_date, v1};

#[test]
fn every_step_of_every_vector() {
    for (name, text, count) in FILES {
        let vectors = read(name, text);
        assert_eq!(vectors.len(), count, "{name}");
        vectors.iter().for_each(Vector::check);
    }
}

#[test]
fn there_are_enough_and_no_file_is_left_out() {
    let listed: BTreeSet<String> = FILES.iter().map(|file| format!("{}.json", file.0)).collect();
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.ends_with(".json")).collect::<BTreeSet<_>>(), listed);
    assert!(listed.len() >= 14 && all().len() >= 240, "{} classes, {} vectors", listed.len(), all().len());
}

#[test]
fn every_vector_has_its_own_name_and_says_where_it_is_from() {
    let vectors = all();
    let names: BTreeSet<&str> = vectors.iter().map(Vector::name).collect();
    assert_eq!(names.len(), vectors.len());
    for vector in &vectors {
        let kind = vector.text("source", "kind").unwrap_or_default();
        assert!(["published", "captured", "computed"].contains(&kind), "{}: {kind}", vector.name());
        assert!(vector.text("source", "from").is_some_and(|from| !from.is_empty()), "{}", vector.name());
    }
}

#[test]
fn what_is_sent_carries_what_was_signed() {
    for vector in tc3() {
        let signed = vector.with(|request, options| sign(request, &vector.credentials(), options).unwrap());
        let header = |name: &str| signed.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str());
        let timestamp = vector.timestamp().to_string();
        let host = vector.text("request", "host").map(str::to_lowercase);
        for (name, value) in [
            ("authorization", vector.text("steps", "authorization")),
            ("x-tc-action", vector.text("request", "action")),
            ("x-tc-version", vector.text("request", "version")),
            ("x-tc-region", vector.text("request", "region")),
            ("x-tc-language", vector.text("request", "language")),
            ("x-tc-token", vector.text("credentials", "token")),
            ("x-tc-timestamp", Some(&timestamp)),
            ("host", host.as_deref()),
        ] {
            assert_eq!(header(name), value, "{name} of {}", vector.name());
        }
        assert_eq!(signed.headers.last().unwrap().0, "authorization", "{}", vector.name());
        let query = vector.text("request", "query").unwrap_or_default();
        let tail = if query.is_empty() { "/".to_owned() } else { format!("/?{query}") };
        assert!(signed.url.ends_with(&tail), "{}", vector.name());
        assert_eq!(signed.method, vector.method(), "{}", vector.name());
    }
}

#[test]
fn headers_that_were_signed_are_sent_with_the_value_that_was_signed() {
    for vector in tc3() {
        let signed = vector.with(|request, options| sign(request, &vector.credentials(), options).unwrap());
        let canonical = vector.text("steps", "canonicalRequest").unwrap();
        let lines = canonical.split('\n').skip(3).take_while(|line| !line.is_empty());
        for (name, value) in lines.map(|line| line.split_once(':').unwrap()) {
            let sent =
                signed.headers.iter().find(|header| header.0 == name).map(|header| header.1.to_ascii_lowercase());
            let host = signed.url.split('/').nth(2).map(str::to_owned).filter(|_| name == "host");
            assert_eq!(sent.or(host).as_deref(), Some(value), "{name} of {}", vector.name());
        }
    }
}

#[test]
fn the_key_signs_the_string_to_sign_alone() {
    for vector in tc3() {
        let date = utc_date(vector.timestamp()).unwrap();
        let credentials = vector.credentials();
        let service = vector.text("request", "service").unwrap();
        let key = SigningKey::derive(&credentials.secret_key, &date, service);
        let wanted = vector.text("steps", "stringToSign").unwrap();
        let hash = vector.text("steps", "canonicalRequestHash").unwrap();
        let scope = vector.text("steps", "credentialScope").unwrap();
        let timestamp = wanted.lines().nth(1).unwrap().parse().unwrap();
        assert_eq!(string_to_sign(timestamp, scope, hash), wanted, "{}", vector.name());
        let signature = key.sign_hex(wanted);
        assert_eq!(Some(signature.as_str()), vector.text("steps", "signature"), "{}", vector.name());
    }
}

#[test]
fn v1_sends_the_form_it_signed_and_no_header_of_tc3() {
    for vector in all().into_iter().filter(|vector| vector.algorithm().is_some()) {
        let signed = vector.with_v1(|request, options| v1::sign(request, &vector.credentials(), options).unwrap());
        let form = vector.text("steps", "form").unwrap();
        let (origin, sent) = match signed.method {
            Method::Get => signed.url.split_once('?').unwrap(),
            Method::Post => (signed.url.as_str(), signed.body.as_deref().unwrap()),
        };
        assert_eq!(sent, form, "{}", vector.name());
        assert_eq!(signed.body.is_some(), vector.method() == Method::Post, "{}", vector.name());
        let string_to_sign = vector.text("steps", "stringToSign").unwrap();
        let host = match vector.text("request", "host") {
            Some(host) => host.to_lowercase(),
            None => origin.split('/').nth(2).unwrap().to_owned(),
        };
        assert_eq!(signed.headers.iter().any(|header| *header == ("host".into(), host.clone())), {
            vector.text("request", "host").is_some()
        });
        assert!(string_to_sign.starts_with(&format!("{}{host}/?", signed.method.name())), "{}", vector.name());
        let algorithm = vector.algorithm().unwrap();
        let signature = v1::signature(algorithm, &vector.credentials().secret_key, string_to_sign);
        assert_eq!(Some(signature.as_str()), vector.text("steps", "signature"), "{}", vector.name());
        assert_eq!(signed.headers[0], ("content-type".into(), "application/x-www-form-urlencoded".into()));
        assert!(!signed.headers.iter().any(|(name, _)| name.starts_with("x-tc-") || name == "authorization"));
    }
}

#[test]
fn v1_signs_alike_in_whatever_order_the_parameters_come() {
    let credentials = Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE");
    let options = v1::Options::at(1_551_113_065, 1);
    let with = |payload: &[(&str, &str)]| {
        let request = v1::Request { service: "cvm", version: "2017-03-12", action: "A", payload, ..Default::default() };
        v1::sign(&request, &credentials, &options).unwrap()
    };
    let one = with(&[("InstanceIds.2", "c"), ("InstanceIds.12", "b"), ("Zone", "a")]);
    assert_eq!(one, with(&[("Zone", "a"), ("InstanceIds.12", "b"), ("InstanceIds.2", "c")]));
}

#[test]
fn a_kept_key_signs_as_a_fresh_one_over_every_change_of_day_and_service() {
    let credentials = Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE");
    let mut signer = Signer::new(credentials.clone()).unwrap();
    let midnight = 1_551_139_200;
    let mut signatures = BTreeSet::new();
    for (timestamp, service) in [
        (midnight - 1, "cvm"),
        (midnight - 1, "cvm"),
        (midnight, "cvm"),
        (midnight, "tag"),
        (midnight - 1, "tag"),
        (midnight - 1, "cvm"),
    ] {
        let request = ApiRequest {
            service,
            version: "2017-03-12",
            action: "StartInstances",
            payload: b"{}",
            ..Default::default()
        };
        let options = SignOptions::at(timestamp);
        let kept = signer.sign(&request, &options).unwrap();
        assert_eq!(kept, sign(&request, &credentials, &options).unwrap(), "{timestamp} {service}");
        signatures.insert(kept.headers.last().unwrap().1.clone());
    }
    assert_eq!(signatures.len(), 4, "two days and two services");
}
