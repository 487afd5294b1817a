//! A report as the lines of a log.

use super::report::{Finding, Language, Report, Verdict};

impl Report {
    /// The strings that the service computes, then each cause with what to do about it, or that none was found.
    pub fn text(&self, language: Language) -> String {
        let pick =
            |[english, chinese]: [&'static str; 2]| if language == Language::Chinese { chinese } else { english };
        let mut text = String::new();
        for (name, string) in [
            (["canonical request", "规范请求串"], &self.canonical_request),
            (["string to sign", "待签字符串"], &self.string_to_sign),
        ] {
            if let Some(string) = string {
                text.extend([pick(name), ":\n"]);
                string.split('\n').for_each(|line| text.extend(["  | ", line, "\n"]));
            }
        }
        let lines: Vec<String> = self.causes.iter().map(|finding| line(finding, language)).collect();
        text.push_str(&lines.join("\n"));
        if let Some(conclusion) = conclusion(self.verdict) {
            text.push_str(if lines.is_empty() { "" } else { "\n" });
            text.push_str(pick(conclusion));
        }
        text
    }
}

fn line(finding: &Finding, language: Language) -> String {
    let (code, message, remedy) = (finding.cause.code, finding.message(language), finding.remedy(language));
    match language {
        Language::English => [code, ": ", &message, ". ", remedy].concat(),
        Language::Chinese => [code, "：", &message, "。", remedy].concat(),
    }
}

/// What a verdict adds to the causes.
const fn conclusion(verdict: Verdict) -> Option<[&'static str; 2]> {
    match verdict {
        Verdict::Explained => None,
        Verdict::Valid => Some(["the signature is right", "签名正确"]),
        Verdict::Unexplained => Some([
            "none of the usual mistakes gives this signature: compare with what your signer has, and make sure of the SecretKey",
            "常见错误都不能得出此签名：请与签名方的各个字符串比较，并确认 SecretKey",
        ]),
        Verdict::Undecided => Some([
            "too little is known to tell: the SecretKey, the whole request or its timestamp is missing",
            "已知信息不足，无法判断：缺少 SecretKey、完整的请求或其时间戳",
        ]),
    }
}
