//! The unions of the package's declarations are the rows of the model, no more and no less.

use std::collections::BTreeSet;
use tencentcloud_edge::error::client;
use tencentcloud_edge::model::{Advice, InstanceState};

const DECLARATIONS: &str = include_str!("../pkg/index.d.ts");

/// The texts between `begin` and the next semicolon.
fn union(begin: &str) -> Option<BTreeSet<String>> {
    let (body, _) = DECLARATIONS.split_once(begin)?.1.split_once(';')?;
    Some(body.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

fn set<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    texts.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_states_are_declared() {
    assert_eq!(union("export type InstanceState ="), Some(set(InstanceState::ALL.iter().map(|state| state.name()))));
}

#[test]
fn the_advice_is_declared() {
    assert_eq!(union("readonly advice:"), Some(set(Advice::ALL.iter().map(|advice| advice.name()))));
}

#[test]
fn the_codes_of_the_package_are_declared() {
    assert_eq!(union("export type ClientErrorCode ="), Some(set(client::ALL.iter().copied())));
}

#[test]
fn every_code_of_the_package_has_advice_of_its_own() {
    for code in client::ALL {
        let unknown = tencentcloud_edge::error::advice("Client.NoSuchCode");
        let known = tencentcloud_edge::error::advice(code);
        assert!(
            known != unknown
                || matches!(*code, client::ABORTED | client::OPERATION_FAILED | client::UNSUPPORTED_VERSION),
            "{code}"
        );
    }
}
