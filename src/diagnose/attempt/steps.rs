//! The strings of a signature, made from parts that can each be wrong.

use super::hex::{hex, unhex};
use super::keys::KeyParts;
use crate::sign::tc3::sha256_hex;
use base64ct::{Base64, Encoding as _};

/// A signed header: its name as it is written, and its value as it is sent.
#[derive(Clone)]
pub(in crate::diagnose) struct Line {
    pub(in crate::diagnose) name: String,
    pub(in crate::diagnose) value: String,
}

/// How a hash is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum HashForm {
    Lower,
    Upper,
    Base64,
    /// Hashed once more.
    Twice,
    /// What should have been hashed itself.
    Text,
}

/// Everything that a signature is computed from.
#[derive(Clone)]
pub(in crate::diagnose) struct Attempt {
    pub(in crate::diagnose) key: KeyParts,
    pub(in crate::diagnose) method: String,
    pub(in crate::diagnose) uri: String,
    pub(in crate::diagnose) query: String,
    pub(in crate::diagnose) headers: Vec<Line>,
    /// The names as they are listed after the headers.
    pub(in crate::diagnose) names: Vec<String>,
    /// Whether the values are put in lower case, as documented.
    pub(in crate::diagnose) lower: bool,
    /// Between a name and its value, and after the value.
    pub(in crate::diagnose) around: [&'static str; 2],
    /// The last line of the canonical request.
    pub(in crate::diagnose) payload: String,
    /// The first line of the string to sign.
    pub(in crate::diagnose) algorithm: String,
    pub(in crate::diagnose) timestamp: String,
    /// The third line.
    pub(in crate::diagnose) scope: String,
    pub(in crate::diagnose) hash: HashForm,
    /// The hash of the canonical request, where it was computed before.
    pub(in crate::diagnose) known_hash: Option<String>,
    /// Changes the canonical request as a whole.
    pub(in crate::diagnose) canonical: Option<fn(&Attempt, String) -> String>,
    /// Changes the string to sign as a whole.
    pub(in crate::diagnose) text: Option<fn(&Attempt, String) -> String>,
    /// Hashes the string to sign, or the signature.
    pub(in crate::diagnose) extra_hash: Option<ExtraHash>,
}

/// One hash too many.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum ExtraHash {
    BeforeHex,
    BeforeBytes,
    After,
}

impl Attempt {
    /// The canonical request.
    pub(in crate::diagnose) fn canonical_request(&self) -> String {
        let mut text = [self.method.as_str(), &self.uri, &self.query, ""].join("\n");
        text.push_str(&self.canonical_headers());
        text.push('\n');
        text.push_str(&self.names.join(";"));
        text.push('\n');
        text.push_str(&self.payload);
        match self.canonical {
            Some(change) => change(self, text),
            None => text,
        }
    }

    /// The lines of the headers, each with its line feed.
    pub(in crate::diagnose) fn canonical_headers(&self) -> String {
        let mut text = String::new();
        let [before, after] = self.around;
        for Line { name, value } in &self.headers {
            text.push_str(name);
            text.push_str(before);
            if self.lower {
                text.push_str(&value.to_ascii_lowercase());
            } else {
                text.push_str(value);
            }
            text.push_str(after);
        }
        text
    }

    /// The string to sign.
    pub(in crate::diagnose) fn string_to_sign(&self) -> String {
        let hash = self.known_hash.clone().unwrap_or_else(|| hash_text(self.hash, self.canonical_request()));
        let text = [self.algorithm.as_str(), &self.timestamp, &self.scope, &hash].join("\n");
        match self.text {
            Some(change) => change(self, text),
            None => text,
        }
    }

    /// About how many bytes are hashed for it.
    pub(in crate::diagnose) fn size(&self) -> usize {
        /// The string to sign and HMAC.
        const REST: usize = 300;
        if self.known_hash.is_some() {
            return REST;
        }
        let headers: usize = self.headers.iter().map(|line| 2 * line.name.len() + line.value.len()).sum();
        REST + headers + self.query.len() + self.payload.len()
    }

    /// Computes the hash of the canonical request for good: no part of it may change afterwards.
    pub(in crate::diagnose) fn fix_canonical_hash(&mut self) {
        self.known_hash = Some(hash_text(self.hash, self.canonical_request()));
    }

    /// What is signed in the end.
    pub(in crate::diagnose) fn message(&self) -> Vec<u8> {
        let text = self.string_to_sign();
        match self.extra_hash {
            Some(ExtraHash::BeforeHex) => sha256_hex(text.as_bytes()).into_bytes(),
            Some(ExtraHash::BeforeBytes) => unhex(&sha256_hex(text.as_bytes())),
            _ => text.into_bytes(),
        }
    }

    /// What is sent of a signature.
    pub(in crate::diagnose) fn finish(&self, signature: [u8; 32]) -> String {
        match self.extra_hash {
            Some(ExtraHash::After) => sha256_hex(&signature),
            _ => hex(&signature),
        }
    }

    /// The lines of a header, by its name in any case.
    pub(in crate::diagnose) fn lines_of<'a>(&'a mut self, name: &'a str) -> impl Iterator<Item = &'a mut Line> {
        self.headers.iter_mut().filter(move |line| line.name.eq_ignore_ascii_case(name))
    }

    /// Replaces the value of a signed header.
    pub(in crate::diagnose) fn set(&mut self, name: &str, value: &str) {
        for line in self.lines_of(name) {
            value.clone_into(&mut line.value);
        }
    }
}

/// A text's hash as it is written in some form.
pub(in crate::diagnose) fn hash_text(form: HashForm, text: String) -> String {
    match form {
        HashForm::Lower => sha256_hex(text.as_bytes()),
        HashForm::Upper => sha256_hex(text.as_bytes()).to_ascii_uppercase(),
        HashForm::Base64 => Base64::encode_string(&unhex(&sha256_hex(text.as_bytes()))),
        HashForm::Twice => sha256_hex(sha256_hex(text.as_bytes()).as_bytes()),
        HashForm::Text => text,
    }
}
