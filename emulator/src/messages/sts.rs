//! Messages for the codes of sts: code, English, Chinese; `{}` is what the error is about.

#[rustfmt::skip]
pub(crate) const TEXTS: &[(&str, &str, &str)] = &[
    ("InvalidParameter.OverTimeError", "The duration {} is longer than 43200 seconds.", "有效期 {} 超过 43200 秒。"),
    ("InvalidParameter.ParamError", "The parameter is not valid: {}.", "参数错误：{}。"),
    ("InvalidParameter.StrategyFormatError", "The policy has a syntax error: {}.", "策略语法错误：{}。"),
    ("InvalidParameter.StrategyInvalid", "The policy is not valid: {}.", "非法策略：{}。"),
    ("ResourceNotFound.RoleNotFound", "The role `{}` does not exist.", "角色 `{}` 不存在。"),
];
