//! What is found, with its texts.

use super::causes::{Cause, Part};

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The signature is right for what arrived, and nothing else is wrong.
    Valid,
    /// At least one cause is named.
    Explained,
    /// The signature is wrong, and no mistake that was tried gives it.
    Unexplained,
    /// It cannot be told: the secret key or a part of the request is not known.
    Undecided,
}

impl Verdict {
    /// The name in reports: `explained`.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Valid => "valid",
            Verdict::Explained => "explained",
            Verdict::Unexplained => "unexplained",
            Verdict::Undecided => "undecided",
        }
    }
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// With this mistake, and the others that are proved, the signature comes out as it arrived.
    Proved,
    /// It shows in what arrived.
    Seen,
    /// It would explain the signature, and cannot be checked.
    Possible,
}

impl Certainty {
    /// The name in reports: `proved`.
    pub const fn name(self) -> &'static str {
        match self {
            Certainty::Proved => "proved",
            Certainty::Seen => "seen",
            Certainty::Possible => "possible",
        }
    }
}

/// The language of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese.
    Chinese,
}

/// A cause that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its row.
    pub cause: &'static Cause,
    /// How sure it is.
    pub certainty: Certainty,
    /// What was signed, or would be right; may be empty.
    pub signed: String,
    /// What arrived; may be empty.
    pub received: String,
}

impl Finding {
    /// What is wrong, in a sentence without its end.
    pub fn message(&self, language: Language) -> String {
        let [english, chinese] = self.cause.message;
        let text = if language == Language::Chinese { chinese } else { english };
        // What arrived is inserted last: it may hold anything.
        let (before, after) = text.split_once("{received}").unwrap_or((text, ""));
        let signed = |text: &str| text.replace("{signed}", &self.signed);
        let received = if text.contains("{received}") { self.received.as_str() } else { "" };
        [signed(before), received.to_owned(), signed(after)].concat()
    }

    /// What to do.
    pub fn remedy(&self, language: Language) -> &'static str {
        let [english, chinese] = self.cause.remedy;
        if language == Language::Chinese { chinese } else { english }
    }
}

/// Whether a part is as it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// It is.
    Same,
    /// It is not.
    Differs,
    /// That is not known.
    Unknown,
}

impl PartState {
    /// The name in reports: `differs`.
    pub const fn name(self) -> &'static str {
        match self {
            PartState::Same => "same",
            PartState::Differs => "differs",
            PartState::Unknown => "unknown",
        }
    }
}

/// A part on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartReport {
    /// Which one.
    pub part: Part,
    /// Whether the two are the same.
    pub state: PartState,
    /// As the service computes it from what arrived.
    pub received: Option<String>,
    /// As it was signed; or, where that is not known, as it was meant.
    pub signed: Option<String>,
}

/// Everything that is found about one request. It holds no secret key, no key derived from one and no token.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it comes to.
    pub verdict: Verdict,
    /// Whether the signature is the one of what arrived; `None` where that is not known.
    pub signature_matches: Option<bool>,
    /// `TC3-HMAC-SHA256`, `HmacSHA1` or `HmacSHA256`; empty where it is none.
    pub algorithm: &'static str,
    /// The causes, the likeliest first.
    pub causes: Vec<Finding>,
    /// The parts, in the order of the canonical request and the string to sign.
    pub parts: Vec<PartReport>,
    /// As the service computes it; `None` where it is not known or, by v1, does not exist.
    pub canonical_request: Option<String>,
    /// As the service computes it.
    pub string_to_sign: Option<String>,
    /// The second that was signed, where it was found by search, because only an Authorization header is known.
    pub found_timestamp: Option<u64>,
    /// How many ways of signing were tried.
    pub tried: u32,
}
