//! A JSON text in the other ways in which libraries write the same value.

use std::iter::Peekable;
use std::str::Chars;

/// Deeper ones are left alone.
const MAX_DEPTH: usize = 64;
/// Longer ones, in bytes, are written in the two commonest ways alone.
const MAX_VARIED: usize = 64 * 1024;

/// A value with its scalars as they are written.
enum Value {
    Object(Vec<(String, Value)>),
    List(Vec<Value>),
    Text(String),
    /// A number, `true`, `false` or `null`.
    Word(String),
}

/// Where white space stands: before the first of some members, between them, at their end, after a colon.
#[derive(Clone, Copy)]
enum Layout {
    /// `{"a":1,"b":2}`
    Compact,
    /// `{"a": 1, "b": 2}`, as Python writes it.
    Spaced,
    /// `{"a":1, "b":2}`
    SpacedCommas,
    /// Of this width; 0 is a tab.
    Indented(usize),
}

/// How texts are written.
#[derive(Clone, Copy)]
enum Texts {
    /// With `\u4e2d` for whatever is not ASCII, as Python writes it.
    Ascii,
    /// As they are.
    Plain,
    /// With `\/`, as PHP writes it.
    Slashes,
    /// With `\/` and `\u4e2d`, as PHP writes it.
    SlashesAscii,
    /// With `\u003c` for `<`, as Go writes it.
    Html,
}

const LAYOUTS: [Layout; 6] = [
    Layout::Compact,
    Layout::Spaced,
    Layout::Indented(2),
    Layout::Indented(4),
    Layout::SpacedCommas,
    Layout::Indented(0),
];
const TEXTS: [Texts; 5] = [Texts::Plain, Texts::Ascii, Texts::SlashesAscii, Texts::Slashes, Texts::Html];

/// The same value as other libraries write it; nothing for what is no JSON.
pub(super) fn rewritten(text: &str) -> Vec<String> {
    let Some(value) = Reader { chars: text.chars().peekable() }.document() else { return Vec::new() };
    let (layouts, texts) = if text.len() > MAX_VARIED { (2, 1) } else { (LAYOUTS.len(), TEXTS.len()) };
    let mut written: Vec<String> = Vec::new();
    let mut add = |value: &Value| {
        for layout in LAYOUTS.iter().take(layouts) {
            for texts in TEXTS.iter().take(texts) {
                let mut out = String::with_capacity(text.len());
                write(&mut out, value, (*layout, *texts), 0);
                if out != text && !written.contains(&out) {
                    written.push(out);
                }
            }
        }
    };
    add(&value);
    add(&sorted(value));
    written
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn document(mut self) -> Option<Value> {
        let value = self.value(0)?;
        self.blank();
        self.chars.next().is_none().then_some(value)
    }

    fn blank(&mut self) {
        while self.chars.next_if(|c| matches!(c, ' ' | '\t' | '\r' | '\n')).is_some() {}
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.blank();
        match self.chars.peek()? {
            '{' => self
                .members('}', |reader| {
                    reader.blank();
                    let name = reader.text()?;
                    reader.blank();
                    reader.chars.next_if_eq(&':')?;
                    Some((name, reader.value(depth + 1)?))
                })
                .map(Value::Object),
            '[' => self.members(']', |reader| reader.value(depth + 1)).map(Value::List),
            '"' => self.text().map(Value::Text),
            _ => self.word().map(Value::Word),
        }
    }

    /// What stands between two brackets, with commas between.
    fn members<T>(&mut self, end: char, mut member: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.chars.next();
        let mut members = Vec::new();
        self.blank();
        if self.chars.next_if_eq(&end).is_some() {
            return Some(members);
        }
        loop {
            members.push(member(self)?);
            self.blank();
            match self.chars.next()? {
                ',' => {}
                c if c == end => return Some(members),
                _ => return None,
            }
        }
    }

    fn word(&mut self) -> Option<String> {
        let mut word = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) {
            word.push(c);
        }
        (!word.is_empty()).then_some(word)
    }

    fn text(&mut self) -> Option<String> {
        self.chars.next_if_eq(&'"')?;
        let mut units: Vec<u16> = Vec::new();
        loop {
            match self.chars.next()? {
                '"' => return String::from_utf16(&units).ok(),
                '\\' => units.push(self.escape()?),
                c => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn escape(&mut self) -> Option<u16> {
        let c = match self.chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let digits: String = self.chars.by_ref().take(4).collect();
                return u16::from_str_radix(&digits, 16).ok();
            }
            c @ ('"' | '\\' | '/') => c,
            _ => return None,
        };
        u16::try_from(u32::from(c)).ok()
    }
}

/// With the members of every object sorted by name.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members)
        }
        Value::List(members) => Value::List(members.into_iter().map(sorted).collect()),
        scalar => scalar,
    }
}

fn write(out: &mut String, value: &Value, style: (Layout, Texts), depth: usize) {
    match value {
        Value::Object(members) => write_members(out, ['{', '}'], members, style.0, depth, |out, (name, value)| {
            write_text(out, name, style.1);
            out.push_str(if matches!(style.0, Layout::Spaced | Layout::Indented(_)) { ": " } else { ":" });
            write(out, value, style, depth + 1);
        }),
        Value::List(members) => {
            write_members(out, ['[', ']'], members, style.0, depth, |out, value| write(out, value, style, depth + 1));
        }
        Value::Text(text) => write_text(out, text, style.1),
        Value::Word(word) => out.push_str(word),
    }
}

fn write_members<T>(
    out: &mut String,
    [open, close]: [char; 2],
    members: &[T],
    layout: Layout,
    depth: usize,
    mut member: impl FnMut(&mut String, &T),
) {
    let line = |out: &mut String, depth: usize| {
        if let Layout::Indented(width) = layout {
            out.push('\n');
            out.push_str(&if width == 0 { "\t".repeat(depth) } else { " ".repeat(width * depth) });
        }
    };
    out.push(open);
    for (at, one) in members.iter().enumerate() {
        if at > 0 {
            out.push_str(if matches!(layout, Layout::Spaced | Layout::SpacedCommas) { ", " } else { "," });
        }
        line(out, depth + 1);
        member(out, one);
    }
    if !members.is_empty() {
        line(out, depth);
    }
    out.push(close);
}

fn write_text(out: &mut String, text: &str, texts: Texts) {
    out.push('"');
    for c in text.chars() {
        let escaped = match (c, texts) {
            ('"', _) => "\\\"",
            ('\\', _) => "\\\\",
            ('\n', _) => "\\n",
            ('\r', _) => "\\r",
            ('\t', _) => "\\t",
            ('\u{8}', _) => "\\b",
            ('\u{c}', _) => "\\f",
            ('/', Texts::Slashes | Texts::SlashesAscii) => "\\/",
            _ if is_escaped(c, texts) => {
                write_units(out, c);
                continue;
            }
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push_str(escaped);
    }
    out.push('"');
}

fn is_escaped(c: char, texts: Texts) -> bool {
    match texts {
        Texts::Ascii | Texts::SlashesAscii => !c.is_ascii() || c.is_control(),
        Texts::Html => matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') || c.is_control(),
        Texts::Plain | Texts::Slashes => c < ' ',
    }
}

fn write_units(out: &mut String, c: char) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        for shift in [12, 8, 4, 0] {
            let digit = DIGITS.get(usize::from(*unit >> shift & 15)).copied().unwrap_or_default();
            out.push(char::from(digit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rewritten;

    #[test]
    fn a_value_is_written_as_other_libraries_do() {
        let given = r#"{"b":[1.50,"中/<"],"a":{},"c":[]}"#;
        let written = rewritten(given);
        for expected in [
            r#"{"b": [1.50, "中/<"], "a": {}, "c": []}"#,
            r#"{"b": [1.50, "\u4e2d/<"], "a": {}, "c": []}"#,
            r#"{"a":{},"b":[1.50,"中/<"],"c":[]}"#,
            r#"{"b":[1.50,"\u4e2d\/<"],"a":{},"c":[]}"#,
            r#"{"b":[1.50,"中/\u003c"],"a":{},"c":[]}"#,
            "{\n  \"b\": [\n    1.50,\n    \"中/<\"\n  ],\n  \"a\": {},\n  \"c\": []\n}",
        ] {
            assert!(written.iter().any(|text| text == expected), "{expected}");
            assert!(
                rewritten(expected).iter().any(|text| text == given || expected.starts_with("{\"a\"")),
                "{expected}"
            );
        }
        assert!(!written.contains(&given.to_owned()));
    }

    #[test]
    fn what_is_no_json_is_left_alone() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "{a:1}", "[1,]", "\"\\x\"", "\"\\ud800\"", "1 2", "nothing at all", &deep] {
            assert!(rewritten(text).is_empty(), "{}", text.get(..20.min(text.len())).unwrap());
        }
    }
}
