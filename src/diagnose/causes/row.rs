//! One row of the table, and how a group of rows is written.

use super::part::Part;

/// What can be wrong with a signature, and what to do about it.
///
/// In the texts `{signed}` stands for the value that was signed or is right, `{received}` for the one that arrived.
#[derive(Debug, PartialEq, Eq)]
pub struct Cause {
    /// `Date.LocalTime`: stable. What stands before the dot groups the causes of which only one can hold at a time.
    pub code: &'static str,
    /// The part that it spoils.
    pub part: Part,
    /// What is wrong, in English and Chinese.
    pub message: [&'static str; 2],
    /// What to do, in English and Chinese.
    pub remedy: [&'static str; 2],
}

impl Cause {
    /// What stands before the dot.
    pub(in crate::diagnose) fn group(&self) -> &'static str {
        self.code.split('.').next().unwrap_or_default()
    }
}

/// Writes a group of causes, and the list of them.
macro_rules! causes {
    ($list:ident: $($name:ident $code:literal $part:ident { $en:literal $fix:literal $zh:literal $fix_zh:literal })*) => {
        $(pub(in crate::diagnose) static $name: Cause =
            Cause { code: $code, part: Part::$part, message: [$en, $zh], remedy: [$fix, $fix_zh] };)*
        pub(in crate::diagnose) static $list: &[&Cause] = &[$(&$name),*];
    };
}
pub(super) use causes;
