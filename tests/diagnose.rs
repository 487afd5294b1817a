//! What people read of the causes is what the table has.

use std::collections::BTreeSet;
use tencentcloud_edge::diagnose::{Language, causes};

/// What `docs/signing.md` says of them.
fn table() -> String {
    let plain = |text: &str| text.replace("{signed}", "…").replace("{received}", "…").replace('|', "\\|");
    let rows = causes()
        .map(|cause| format!("| `{}` | {} | {} |\n", cause.code, plain(cause.message[0]), plain(cause.remedy[0])));
    ["| code | what is wrong | what to do |\n|---|---|---|\n".to_owned()].into_iter().chain(rows).collect()
}

#[test]
fn the_document_has_every_cause() {
    let document = std::fs::read_to_string("docs/signing.md").unwrap();
    let shown = document.split_once("<!-- causes -->\n").and_then(|(_, rest)| rest.split_once("<!-- /causes -->"));
    assert_eq!(shown.unwrap().0, table(), "copy this between the marks in docs/signing.md:\n{}", table());
}

#[test]
fn the_types_have_every_code() {
    let types = std::fs::read_to_string("pkg/diagnose.d.ts").unwrap();
    let (_, union) = types.split_once("export type DiagnosisCode =").unwrap();
    let declared: Vec<&str> = union.split(';').next().unwrap().split('"').skip(1).step_by(2).collect();
    let codes: Vec<&str> = causes().map(|cause| cause.code).collect();
    assert_eq!(declared, codes, "the codes of pkg/diagnose.d.ts, in the order of the table");
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "each code once");
}

#[test]
fn every_cause_has_both_languages_and_the_same_values() {
    for cause in causes() {
        for [english, chinese] in [cause.message, cause.remedy] {
            assert!(english.is_ascii() && !chinese.is_ascii(), "{}", cause.code);
            for value in ["{signed}", "{received}"] {
                assert_eq!(english.matches(value).count(), chinese.matches(value).count(), "{}: {value}", cause.code);
            }
            assert!(english.matches("{received}").count() <= 1, "{}", cause.code);
        }
        assert!(cause.code.split('.').count() == 2 && !cause.message[0].ends_with('.'), "{}", cause.code);
        assert!(cause.remedy[0].ends_with('.') && cause.remedy[1].ends_with('。'), "{}", cause.code);
    }
    assert_eq!(Language::default(), Language::English);
}
