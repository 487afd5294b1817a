//! The signature that arrived, in whatever form.

use base64ct::{Base64, Encoding as _};

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diagnose) enum SentForm {
    /// 64 lower-case hexadecimal digits.
    Documented,
    /// With capitals.
    UpperCase,
    /// The 32 bytes in base64.
    Base64,
    /// Another number of digits.
    Cut,
    /// None of these.
    Unreadable,
}

/// What can be compared with a computed one.
pub(in crate::diagnose) struct SentSignature {
    digits: String,
    pub(in crate::diagnose) form: SentForm,
}

/// Fewer digits could be met by chance.
const LEAST_DIGITS: usize = 16;
const DIGITS: usize = 64;

impl SentSignature {
    pub(in crate::diagnose) fn read(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let digits = lower.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (digits, form) = if digits == DIGITS && lower.len() == DIGITS {
            let form = if lower == text { SentForm::Documented } else { SentForm::UpperCase };
            (lower, form)
        } else if let Some(bytes) = Base64::decode_vec(text).ok().filter(|bytes| bytes.len() == 32) {
            (super::hex::hex(&bytes), SentForm::Base64)
        } else if digits >= LEAST_DIGITS {
            (lower.get(..digits.min(DIGITS)).unwrap_or_default().to_owned(), SentForm::Cut)
        } else {
            (String::new(), SentForm::Unreadable)
        };
        SentSignature { digits, form }
    }

    /// Whether it is this one, as far as it arrived. The time taken does not depend on where they differ.
    pub(in crate::diagnose) fn is(&self, computed: &str) -> bool {
        let pairs = computed.bytes().zip(self.digits.bytes());
        let difference = pairs.fold(0, |difference, (one, other)| difference | (one ^ other));
        std::hint::black_box(difference) == 0 && !self.digits.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{SentForm, SentSignature};

    #[test]
    fn each_form_is_compared_by_its_digits() {
        let whole = "00ff".repeat(16);
        for (text, form) in [
            (whole.clone(), SentForm::Documented),
            (whole.to_ascii_uppercase(), SentForm::UpperCase),
            ("AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8=".to_owned(), SentForm::Base64),
            (whole.get(..40).unwrap().to_owned(), SentForm::Cut),
            (format!("{whole}\""), SentForm::Cut),
        ] {
            let sent = SentSignature::read(&text);
            assert_eq!((sent.form, sent.is(&whole), sent.is(&"0".repeat(64))), (form, true, false), "{text}");
        }
        for text in ["", "00ff", "hello"] {
            let sent = SentSignature::read(text);
            assert_eq!((sent.form, sent.is(&whole)), (SentForm::Unreadable, false));
        }
    }
}
