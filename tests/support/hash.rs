//! SHA-256 and HMAC-SHA256 against other people's vectors, through the very functions the signer is made of.

use super::hex;
use base64ct::{Base64, Encoding as _};
use serde_json::Value;
use tencentcloud_edge::sign::tc3::{hmac_sha256, sha256_hex};

fn cases(text: &str, count: usize) -> (Value, Vec<Value>) {
    let mut file: Value = serde_json::from_str(text).expect("JSON");
    let Value::Array(cases) = file["cases"].take() else { panic!("no cases") };
    assert_eq!(cases.len(), count);
    (file, cases)
}

/// NIST CAVP, whole messages: 65 of up to 64 bytes, 64 of up to 6,400.
pub(crate) fn messages() {
    for (text, count) in
        [(include_str!("../hash/cavp-sha256-short.json"), 65), (include_str!("../hash/cavp-sha256-long.json"), 64)]
    {
        for case in cases(text, count).1 {
            let message = Base64::decode_vec(case["message"].as_str().expect("a message")).expect("base64");
            assert_eq!(Some(sha256_hex(&message).as_str()), case["digest"].as_str(), "{} bytes", message.len());
        }
    }
}

/// NIST CAVP, the Monte Carlo chain: each message is the last three digests, and every thousandth digest is known.
pub(crate) fn monte_carlo() {
    let (file, digests) = cases(include_str!("../hash/cavp-sha256-monte.json"), 100);
    let mut seed = hex::decode(file["seed"].as_str().expect("a seed"));
    for (count, digest) in digests.iter().enumerate() {
        let mut last = [seed.clone(), seed.clone(), seed];
        for _ in 0..1_000 {
            let next = hex::decode(&sha256_hex(&last.concat()));
            last.rotate_left(1);
            last[2] = next;
        }
        let [_, _, end] = last;
        assert_eq!(end, hex::decode(digest.as_str().expect("a digest")), "link {count}");
        seed = end;
    }
}

/// Project Wycheproof: tags of 16 and of 32 bytes, and tags with something wrong.
pub(crate) fn wycheproof() {
    let mut seen = [0, 0];
    for case in cases(include_str!("../hash/wycheproof-hmac-sha256.json"), 174).1 {
        let bytes = |name: &str| hex::decode(case[name].as_str().expect("hex"));
        let tag = bytes("tag");
        let made = hmac_sha256(&bytes("key"), &bytes("msg"));
        let valid = case["result"] == "valid";
        assert!(valid || case["result"] == "invalid", "{case}");
        assert_eq!(made.get(..tag.len()) == Some(tag.as_slice()), valid, "{case}");
        seen[usize::from(valid)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
}
