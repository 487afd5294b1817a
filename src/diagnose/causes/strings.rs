//! Mistakes in how the canonical request and the string to sign are put together.

use super::part::Part;
use super::row::{Cause, causes};

causes! { STRINGS:
    CANONICAL_LINE_FEED "CanonicalRequest.LineFeed" CanonicalRequest {
        "the canonical request ends with a line feed"
        "Its last line is the hash of the body, with nothing after it."
        "规范请求串以换行符结尾"
        "最后一行是请求体的哈希，其后没有任何内容。"
    }
    CANONICAL_NO_BLANK_LINE "CanonicalRequest.BlankLine" CanonicalRequest {
        "no empty line stands between the headers and the list of their names"
        "Each header ends with a line feed, and one more follows the last."
        "头与头名称列表之间缺少空行"
        "每个头以换行符结尾，最后一个之后再加一个。"
    }
    CANONICAL_QUERY_LINE "CanonicalRequest.QueryLine" CanonicalRequest {
        "the line of the query is missing in the canonical request"
        "An empty query leaves an empty line between the path and the headers."
        "规范请求串中缺少查询串那一行"
        "查询串为空时，路径与头之间留一个空行。"
    }
    CANONICAL_LINE_ENDS "CanonicalRequest.LineEnds" CanonicalRequest {
        "the lines of the canonical request end with CRLF or with the two characters `\\n`"
        "They end with a line feed."
        "规范请求串的行以 CRLF 或两个字符 `\\n` 结尾"
        "每行以换行符 LF 结尾。"
    }
    CANONICAL_NO_NAMES "CanonicalRequest.NoNames" CanonicalRequest {
        "the list of the signed headers is missing in the canonical request"
        "It stands before the hash of the body."
        "规范请求串中缺少参与签名的头名称列表"
        "它位于请求体哈希之前。"
    }
    CANONICAL_CASE "CanonicalRequest.Case" CanonicalRequest {
        "the canonical request is all in lower or all in upper case"
        "Only the names and values of headers are in lower case; the method is in capitals."
        "规范请求串被全部转成了小写或大写"
        "只有头的名称和值用小写；方法用大写。"
    }
    STRING_LINE_FEED "StringToSign.LineFeed" StringToSign {
        "the string to sign ends with a line feed"
        "Its last line is the hash of the canonical request, with nothing after it."
        "待签字符串以换行符结尾"
        "最后一行是规范请求串的哈希，其后没有任何内容。"
    }
    STRING_NOT_HASHED "StringToSign.NotHashed" StringToSign {
        "the string to sign ends with the canonical request itself"
        "It ends with the SHA-256 of it, in lower-case hexadecimal."
        "待签字符串以规范请求串本身结尾"
        "应以它的 SHA-256 小写十六进制结尾。"
    }
    STRING_HASH_FORM "StringToSign.HashForm" StringToSign {
        "the hash of the canonical request is written in {signed}"
        "Write it in lower-case hexadecimal digits."
        "规范请求串的哈希写成了 {signed}"
        "写成小写十六进制。"
    }
    STRING_LINE_ENDS "StringToSign.LineEnds" StringToSign {
        "the lines of the string to sign end with CRLF or with the two characters `\\n`"
        "They end with a line feed."
        "待签字符串的行以 CRLF 或两个字符 `\\n` 结尾"
        "每行以换行符 LF 结尾。"
    }
    STRING_CASE "StringToSign.Case" StringToSign {
        "the string to sign is all in upper or all in lower case"
        "Leave it as it is."
        "待签字符串被全部转成了大写或小写"
        "保持原样。"
    }
    STRING_LINE_MISSING "StringToSign.LineMissing" StringToSign {
        "a line of the string to sign is missing or elsewhere: {signed}"
        "It has four lines: the algorithm, the timestamp, the scope, the hash of the canonical request."
        "待签字符串缺少一行或顺序不对：{signed}"
        "共四行：算法、时间戳、凭证范围、规范请求串的哈希。"
    }
    STRING_CANONICAL "StringToSign.Canonical" StringToSign {
        "the canonical request itself is signed, without a string to sign"
        "Sign the four lines of the string to sign."
        "直接对规范请求串签名，没有待签字符串"
        "对四行的待签字符串签名。"
    }
    PARAMETERS_ORDER "Parameters.Order" StringToSign {
        "the parameters are signed in another order: {signed}"
        "Sort them by name, by their bytes: capitals before small letters."
        "参数签名的顺序不对：{signed}"
        "按名称的字节排序：大写字母在小写字母之前。"
    }
    PARAMETERS_ENCODED "Parameters.Encoded" StringToSign {
        "the values of the parameters are signed percent-encoded"
        "Sign them as they are, and encode them when they are sent."
        "签名时参数值做了百分号编码"
        "签名用原值，发送时再编码。"
    }
    PARAMETERS_DOUBLE_ENCODING "Parameters.DoubleEncoding" StringToSign {
        "the parameters are sent percent-encoded twice"
        "Encode them once: a URL library encodes what is encoded already."
        "发送的参数被百分号编码了两次"
        "只编码一次：URL 库会对已编码的内容再次编码。"
    }
    PARAMETERS_MISSING "Parameters.Missing" StringToSign {
        "the parameter {signed} is sent, and is not part of what was signed"
        "Sign every parameter but Signature."
        "参数 {signed} 已发送，但没有参与签名"
        "除 Signature 外的所有参数都要参与签名。"
    }
    PARAMETERS_PATH "Parameters.Path" StringToSign {
        "what stands before the parameters is signed otherwise: {signed}"
        "The string to sign begins with the method, the host and `/?`, with nothing between."
        "参数之前的部分签名有误：{signed}"
        "待签字符串以方法、主机和 `/?` 开头，中间没有其他内容。"
    }
}
