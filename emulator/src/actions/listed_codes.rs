//! Which error codes the page of an action lists.

use tencentcloud_edge::model::{Action, CODES};

/// Whether the page of an action lists a code.
pub(super) fn lists(action: &Action, code: &str) -> bool {
    action.letter.is_some_and(|letter| CODES.iter().any(|row| row.name == code && row.listed.contains(letter)))
}
