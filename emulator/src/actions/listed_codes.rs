//! Which error codes the page of an action lists.

use tencentcloud_edge::model::{Action, CODES};

/// The letters of actions in the model's lists of codes.
const LETTERS: &[(&str, char)] = &[
    ("StartInstances", 'S'),
    ("StopInstances", 'P'),
    ("RebootInstances", 'B'),
    ("TerminateInstances", 'T'),
    ("RunInstances", 'N'),
    ("DescribeInstances", 'D'),
    ("DescribeInstancesStatus", 'X'),
    ("DescribeRegions", 'R'),
    ("DescribeZones", 'Z'),
];

/// Whether the page of an action lists a code.
pub(super) fn lists(action: &Action, code: &str) -> bool {
    let letter = LETTERS.iter().find(|row| row.0 == action.name).map(|row| row.1);
    letter.is_some_and(|letter| CODES.iter().any(|row| row.name == code && row.listed.contains(letter)))
}

#[cfg(test)]
mod tests {
    use super::LETTERS;
    use tencentcloud_edge::model::{ACTIONS, CODES, OTHERS};

    #[test]
    fn every_action_has_a_letter_and_every_letter_an_action() {
        for action in ACTIONS.iter().chain(OTHERS) {
            assert!(LETTERS.iter().any(|row| row.0 == action.name), "{}", action.name);
        }
        let letters = |letter| LETTERS.iter().any(|row| row.1 == letter);
        assert!(CODES.iter().all(|code| code.listed.chars().all(letters)));
    }
}
