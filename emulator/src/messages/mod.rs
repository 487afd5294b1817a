//! Messages of errors. They are not part of any contract, neither here nor at the service: clients go by the code.

pub(crate) mod error;
mod sts;

use crate::messages::error::ApiError;
use tencentcloud_edge::model::{CODES, Text};

/// `X-TC-Language`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    /// English unless Chinese is asked for.
    pub(crate) fn from_header(value: Option<&str>) -> Self {
        if value == Some("zh-CN") { Language::Chinese } else { Language::English }
    }
}

/// Fuller sentences for the most frequent codes: code, English, Chinese; `{}` is what the error is about.
#[rustfmt::skip]
const TEXTS: &[(&str, &str, &str)] = &[
    ("AuthFailure.InvalidAuthorization", "The Authorization header is not in the required form: {}.", "Authorization 请求头格式不正确：{}。"),
    ("AuthFailure.InvalidSecretId", "The SecretId is not that of a cloud API key.", "SecretId 不是云 API 密钥类型。"),
    ("AuthFailure.SecretIdNotFound", "The SecretId is not found, please ensure that your SecretId is correct.", "SecretId 不存在，请输入正确的密钥。"),
    ("AuthFailure.SignatureExpire", "The signature is expired: {}. Please check the clock and request again.", "签名已过期（{}），请检查本机时钟后重新请求。"),
    ("AuthFailure.SignatureFailure", "The provided credentials could not be validated. Please check your signature is correct.", "请求签名验证失败，请检查您的签名计算是否正确。"),
    ("AuthFailure.SignatureFailure", "The provided credentials could not be validated because of {}, please use new signature method `TC3-HMAC-SHA256`.", "请求签名验证失败（{}），请使用新的签名方法 `TC3-HMAC-SHA256`。"),
    ("AuthFailure.TokenFailure", "The token is wrong or has expired.", "Token 错误或已过期。"),
    ("InvalidAction", "The request `Action` is invalid or not found: `{}`.", "接口 `{}` 不存在，请确认 Action 是否正确。"),
    ("InvalidFilter", "The filter `{}` is not one this action accepts.", "不支持的过滤条件 `{}`。"),
    ("InvalidFilterValue.LimitExceeded", "The filter `{}` has more than 5 values.", "过滤条件 `{}` 的取值超过 5 个。"),
    ("InvalidInstanceId.Malformed", "The instance id `{}` has the wrong form.", "实例 ID `{}` 格式不正确。"),
    ("InvalidInstanceId.NotFound", "The instance `{}` does not exist in this region.", "当前地域不存在实例 `{}`。"),
    ("InvalidParameterCombination", "The parameters {} cannot be given together.", "参数 {} 不能同时使用。"),
    ("InvalidParameterValue", "The value specified in the parameter {} is not valid.", "参数 {} 的取值无效。"),
    ("InvalidParameterValue.InstanceIdMalformed", "The instance id `{}` is not `ins-` and eight lower-case letters or digits.", "实例 ID `{}` 格式不正确，应为 `ins-` 加 8 位小写字母或数字。"),
    ("InvalidParameterValue.LimitExceeded", "The parameter {} holds too many values.", "参数 {} 的取值数量超过上限。"),
    ("InvalidRequest", "The request body is malformed: {}.", "请求体格式不正确：{}。"),
    ("InvalidZone.MismatchRegion", "The zone `{}` is not in the region.", "可用区 `{}` 不属于当前地域。"),
    ("MissingParameter", "The request is missing a required parameter `{}`.", "缺少必要参数 `{}`。"),
    ("NoSuchProduct", "The product `{}` does not exist.", "产品 `{}` 不存在。"),
    ("NoSuchVersion", "The version `{}` does not exist.", "接口版本 `{}` 不存在。"),
    ("RequestLimitExceeded", "Your current request times equals to {} for a second. Please reduce the frequency of calls.", "您当前每秒请求次数超过频率上限（{}），请稍后重试。"),
    ("RequestSizeLimitExceeded", "The request is larger than {}.", "请求大小超过上限 {}。"),
    ("UnauthorizedOperation", "You are not authorized to perform this operation. Check your CAM policies, and ensure that you are using the correct access keys. [{}]", "操作未授权，请检查 CAM 策略。[{}]"),
    ("UnknownParameter", "The parameter `{}` is not recognized.", "未定义参数 `{}`。"),
    ("UnsupportedProtocol", "Only GET and POST are supported, not {}.", "仅支持 GET 和 POST，不支持 {}。"),
    ("UnsupportedRegion", "The action does not support the region `{}`.", "接口不支持地域 `{}`。"),
];

/// What a code means that no row has.
const UNKNOWN: Text = Text { en: "the request failed", zh: "请求失败" };

/// The message of an error: a sentence of [`TEXTS`], or else what the code means by its row of the model.
pub(crate) fn text(error: &ApiError, language: Language) -> String {
    let rows = || TEXTS.iter().chain(sts::TEXTS).filter(|row| row.0 == error.code);
    let fitting = rows().find(|row| row.1.contains("{}") != error.about.is_empty());
    if let Some((_, english, chinese)) = fitting.or_else(|| rows().next()) {
        let template = if language == Language::Chinese { chinese } else { english };
        return template.replace("{}", &error.about);
    }
    let meaning = CODES.iter().find(|code| code.name == error.code).map_or(UNKNOWN, |code| code.meaning);
    match language {
        Language::Chinese => sentence(meaning.zh, &error.about, ["：", "。"]),
        Language::English => sentence(meaning.en, &error.about, [": ", "."]),
    }
}

/// A meaning as a sentence, with what it is about after a colon.
fn sentence(meaning: &str, about: &str, [colon, stop]: [&str; 2]) -> String {
    let mut letters = meaning.chars();
    let mut sentence: String = letters.next().map(|first| first.to_ascii_uppercase()).into_iter().collect();
    sentence.push_str(letters.as_str());
    if !about.is_empty() {
        sentence.extend([colon, about]);
    }
    sentence.push_str(stop);
    sentence
}

#[cfg(test)]
mod tests {
    use super::{Language, TEXTS, text};
    use crate::messages::error::ApiError;
    use tencentcloud_edge::model::CODES;

    #[test]
    fn every_text_belongs_to_a_documented_code() {
        for (code, english, chinese) in TEXTS {
            assert!(CODES.iter().any(|row| row.name == *code), "{code}");
            assert_eq!(english.matches("{}").count(), chinese.matches("{}").count(), "{code}");
        }
    }

    #[test]
    fn words_follow_the_language_and_fall_back_to_the_meaning() {
        let error = ApiError::about("UnknownParameter", "Colour");
        assert_eq!(text(&error, Language::English), "The parameter `Colour` is not recognized.");
        assert_eq!(text(&error, Language::from_header(Some("zh-CN"))), "未定义参数 `Colour`。");
        let stopped = ApiError::about("UnsupportedOperation.InstanceStateStopped", "ins-11112222");
        assert_eq!(text(&stopped, Language::English), "The instance is stopped: ins-11112222.");
        assert_eq!(text(&stopped, Language::Chinese), "实例已关机：ins-11112222。");
        let unheard = ApiError::about("Something.New", "x");
        assert_eq!(text(&unheard, Language::Chinese), "请求失败：x。");
    }
}
