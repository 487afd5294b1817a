//! Patterns in which `*` stands for any text.

/// Whether a pattern matches a whole text.
pub(crate) fn covers(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    // The first occurrence of each part leaves the most text for the parts after it.
    for part in parts {
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "ins-1"),
            ("ins-1", "ins-1"),
            ("ins-*", "ins-*"),
            ("cvm:*Instances", "cvm:StartInstances"),
            ("*a*b*", "xaxbx"),
            ("a*a", "aa"),
        ] {
            assert!(covers(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("ins-1", "ins-12"),
            ("ins-11112222", "ins-*"),
            ("cvm:*Instances", "cvm:StartInstance"),
            ("a*a", "a"),
            ("*b*a*", "ab"),
        ] {
            assert!(!covers(pattern, text), "{pattern} {text}");
        }
    }
}
