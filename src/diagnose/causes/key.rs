//! Mistakes with the key pair and the token, and with the key that is derived.

use super::part::Part;
use super::row::{Cause, causes};

causes! { KEYS:
    KEY_LINE_FEED "Key.LineFeed" SigningKey {
        "the SecretKey that signed has a line feed at its end"
        "Cut it off where the key is read: a file or a variable written by `echo` ends with one."
        "签名所用的 SecretKey 末尾多了一个换行符"
        "读取密钥时去掉它：由 `echo` 写出的文件或变量以换行符结尾。"
    }
    KEY_LINE_END "Key.LineEnd" SigningKey {
        "the SecretKey that signed has a carriage return at its end"
        "Cut it off where the key is read: the file has line ends of Windows."
        "签名所用的 SecretKey 末尾多了一个回车符"
        "读取密钥时去掉它：该文件使用 Windows 换行。"
    }
    KEY_SPACE "Key.Space" SigningKey {
        "the SecretKey that signed has a space or a tab at one end"
        "Trim the key where it is read, or copy it again."
        "签名所用的 SecretKey 首尾多了空格或制表符"
        "读取密钥时去掉首尾空白，或重新复制。"
    }
    KEY_QUOTED "Key.Quoted" SigningKey {
        "the SecretKey that signed stands in quotation marks"
        "Take them away: an env file or a shell that keeps quotation marks makes them part of the key."
        "签名所用的 SecretKey 带有引号"
        "去掉引号：保留引号的 env 文件或 shell 会把引号当作密钥的一部分。"
    }
    KEY_INVISIBLE "Key.Invisible" SigningKey {
        "the SecretKey that signed has an invisible character at one end: a byte order mark, a no-break space or a space without width"
        "Copy the key again, as plain text."
        "签名所用的 SecretKey 首尾有不可见字符：BOM、不换行空格或零宽空格"
        "以纯文本方式重新复制密钥。"
    }
    KEY_TRIMMED "Key.Trimmed" SigningKey {
        "the signature holds with the SecretKey that is known here without the white space or quotation marks at its ends"
        "The request is signed with the clean key: clean the one that is given here."
        "去掉此处所给 SecretKey 首尾的空白或引号后，签名成立"
        "请求是用干净的密钥签名的：请清理此处所给的密钥。"
    }
    KEY_CUT "Key.Cut" SigningKey {
        "the SecretKey that signed lacks a character at one end"
        "Copy the key again, whole."
        "签名所用的 SecretKey 首尾缺少一个字符"
        "重新完整复制密钥。"
    }
    KEY_CASE "Key.Case" SigningKey {
        "the SecretKey that signed is all in lower or all in upper case"
        "Use the key as it is: it is case-sensitive."
        "签名所用的 SecretKey 被全部转成了小写或大写"
        "原样使用密钥：密钥区分大小写。"
    }
    KEY_OTHER_ID "Key.OtherId" SigningKey {
        "the SecretKey that signed belongs to another SecretId: {signed}"
        "Use the id and the key of one pair."
        "签名所用的 SecretKey 属于另一个 SecretId：{signed}"
        "使用同一对 SecretId 与 SecretKey。"
    }
    KEY_SWAPPED "Key.IdAsKey" SigningKey {
        "the SecretId was used as the SecretKey"
        "Look for two variables that are swapped."
        "把 SecretId 当作 SecretKey 使用了"
        "检查两个变量是否对调。"
    }
    KEY_PREFIX_TWICE "Key.PrefixTwice" SigningKey {
        "`TC3` stands before the SecretKey twice"
        "Put it there once: HMAC(\"TC3\" + SecretKey, date) is the first step."
        "SecretKey 前加了两次 `TC3`"
        "只加一次：第一步是 HMAC(\"TC3\" + SecretKey, 日期)。"
    }
    KEY_NO_PREFIX "Key.NoPrefix" SigningKey {
        "`TC3` does not stand before the SecretKey"
        "The first step of the key is HMAC(\"TC3\" + SecretKey, date)."
        "SecretKey 前没有加 `TC3`"
        "派生密钥的第一步是 HMAC(\"TC3\" + SecretKey, 日期)。"
    }
    KEY_NOT_DERIVED "Key.NotDerived" SigningKey {
        "the SecretKey itself signed, not a key derived from it"
        "Derive the key in three steps: date, service, `tc3_request`."
        "直接用 SecretKey 签名，没有派生签名密钥"
        "分三步派生密钥：日期、服务名、`tc3_request`。"
    }
    KEY_STEP_MISSING "Key.StepMissing" SigningKey {
        "a step is missing when the key is derived: {signed}"
        "Derive the key in three steps: date, service, `tc3_request`."
        "派生密钥时缺少步骤：{signed}"
        "分三步派生密钥：日期、服务名、`tc3_request`。"
    }
    KEY_HEX_STEPS "Key.HexSteps" SigningKey {
        "the keys between the steps are hexadecimal texts"
        "Pass on the 32 bytes of each HMAC; only the signature itself is written in hexadecimal."
        "各步之间的密钥用了十六进制文本"
        "各步之间传递 HMAC 的 32 个字节；只有最后的签名写成十六进制。"
    }
    KEY_SWAPPED_ARGUMENTS "Key.SwappedArguments" SigningKey {
        "key and message of HMAC are swapped"
        "Look at the order of arguments: HMAC(\"TC3\" + SecretKey, date), then the result is the key of the next step."
        "HMAC 的密钥与消息参数对调了"
        "检查参数顺序：HMAC(\"TC3\" + SecretKey, 日期)，其结果是下一步的密钥。"
    }
    KEY_GIVEN_STRAY "Key.Stray" SigningKey {
        "the SecretKey that is known here has white space, a quotation mark or an invisible character at one end"
        "Clean it: what is compared with here may not be the key."
        "此处所给的 SecretKey 首尾有空白、引号或不可见字符"
        "请清理：此处用来比较的可能不是真正的密钥。"
    }
    ID_OTHER "SecretId.Other" SecretId {
        "the request names the SecretId {received}, the key that is known here belongs to {signed}"
        "Use the id and the key of one pair; or check with the key of the id that was sent."
        "请求中的 SecretId 是 {received}，此处所给密钥属于 {signed}"
        "使用同一对 SecretId 与 SecretKey，或用请求中 SecretId 对应的密钥检查。"
    }
    TOKEN_MISSING "Token.Missing" Token {
        "the token of the temporary key is not sent"
        "Send it as X-TC-Token (by v1 as the parameter Token): without it a temporary key is not known."
        "没有发送临时密钥的 Token"
        "用 X-TC-Token 发送（v1 用参数 Token）：缺少它，临时密钥无法识别。"
    }
    TOKEN_OTHER "Token.Other" Token {
        "the token that arrived is not the one that belongs to this key"
        "Take id, key and token from one reply: a renewed key has a token of its own."
        "收到的 Token 与此密钥不匹配"
        "SecretId、SecretKey、Token 须取自同一次应答：续期后的密钥有自己的 Token。"
    }
    TOKEN_STRAY "Token.Stray" Token {
        "the token that arrived has white space or quotation marks at its ends"
        "Trim it where it is read."
        "收到的 Token 首尾有空白或引号"
        "读取时去掉首尾空白和引号。"
    }
    TOKEN_UNEXPECTED "Token.Unexpected" Token {
        "a token is sent, and the key that is known here has none"
        "Do not send the token of another key; or give the token here, too."
        "发送了 Token，但此处所给的密钥没有 Token"
        "不要发送其他密钥的 Token；或在此处也给出 Token。"
    }
    TOKEN_UNSIGNED "Token.Unsigned" Token {
        "the token is sent, and it is not part of what was signed although it should be"
        "Add the token before signing, not after."
        "发送了 Token，但它本应参与签名却没有参与"
        "在签名之前而不是之后加入 Token。"
    }
}
