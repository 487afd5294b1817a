//! What people read of the model, in both languages: of advice and operations here, of codes and states in their rows.
//!
//! The emulator answers with these texts and `npm run model` writes them into the package. The client's own module is
//! without them: nothing it runs refers to them.

use super::judge::Advice;

/// A text in both languages of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

const fn text(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

/// What each operation is called on a button and in a list, by its action.
pub const OPERATION_TEXTS: &[(&str, Text)] = &[
    ("StartInstances", text("Start", "开机")),
    ("StopInstances", text("Stop", "关机")),
    ("RebootInstances", text("Reboot", "重启")),
    ("ResetInstancesPassword", text("Reset password", "重置密码")),
];

impl Advice {
    /// The advice as a sentence or two for whoever runs an operation through the gateway.
    pub const fn text(self) -> Text {
        match self {
            Advice::FixCredentials => text(
                "The gateway's key was refused: its administrator must correct or replace the key.",
                "网关的密钥被拒绝：请联系网关管理员更正或更换密钥。",
            ),
            Advice::FixPermissions => text(
                "The key or the token lacks this permission: have it granted, then try again.",
                "密钥或令牌缺少此权限：请获得授权后重试。",
            ),
            Advice::FixRequest => text(
                "Trying again unchanged will fail: fix what the message names, then start the remaining instances.",
                "直接重试仍会失败：请先根据错误信息处理问题，再将其余实例开机。",
            ),
            Advice::GiveUp => text(
                "Trying again will not help: check the instance in the console, or open a ticket with the request ID.",
                "重试无法解决：请在控制台检查该实例，或提供请求 ID 提交工单。",
            ),
            Advice::Retry => {
                text("This is usually temporary: try again in a moment.", "这通常是暂时性问题，请稍后重试。")
            }
            Advice::Wait => {
                text("Too many requests at the moment: wait a little and try again.", "当前请求过于频繁，请稍候重试。")
            }
        }
    }
}
