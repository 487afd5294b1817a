//! Mistakes that the Authorization header, the timestamp and the scope show by themselves.

use super::part::Part;
use super::row::{Cause, causes};

causes! { AUTHORIZATION:
    AUTHORIZATION_MISSING "Authorization.Missing" Authorization {
        "there is no Authorization header, and no parameter Signature"
        "Send it. A proxy, a redirect to another host or a CORS rule may have dropped it."
        "没有 Authorization 头，也没有 Signature 参数"
        "请发送它。代理、跨主机重定向或 CORS 规则可能丢掉了它。"
    }
    AUTHORIZATION_MALFORMED "Authorization.Malformed" Authorization {
        "the Authorization header cannot be read: {received}"
        "Write `TC3-HMAC-SHA256 Credential=<SecretId>/<date>/<service>/tc3_request, SignedHeaders=<a;b>, Signature=<hex>`, on one line."
        "无法读取 Authorization 头：{received}"
        "写成一行 `TC3-HMAC-SHA256 Credential=<SecretId>/<日期>/<服务名>/tc3_request, SignedHeaders=<a;b>, Signature=<hex>`。"
    }
    AUTHORIZATION_SCHEME "Authorization.Scheme" Authorization {
        "the Authorization header is of another scheme: {received}"
        "Begin it with `TC3-HMAC-SHA256 `."
        "Authorization 头是另一种方案：{received}"
        "以 `TC3-HMAC-SHA256 ` 开头。"
    }
    ALGORITHM_V1 "Algorithm.V1" Authorization {
        "the request is signed by v1 ({signed}) where TC3-HMAC-SHA256 is meant"
        "Sign by TC3-HMAC-SHA256; or send a whole v1 request, with all of its parameters in the query or form and no X-TC-* header."
        "请求用 v1（{signed}）签名，而应使用 TC3-HMAC-SHA256"
        "用 TC3-HMAC-SHA256 签名；或发送完整的 v1 请求：全部参数在查询串或表单中，不带 X-TC-* 头。"
    }
    ALGORITHM_OTHER_HASH "Algorithm.OtherHash" Authorization {
        "the hash that signed is that of {signed}, not of {received}"
        "Sign with the hash that SignatureMethod names; without it that is HmacSHA1."
        "签名使用的哈希是 {signed}，不是 {received}"
        "使用 SignatureMethod 指明的哈希；未指明时为 HmacSHA1。"
    }
    SIGNATURE_UPPER_CASE "Signature.UpperCase" Signature {
        "the signature is written in upper case"
        "Write it in lower-case hexadecimal digits."
        "签名写成了大写"
        "用小写十六进制书写。"
    }
    SIGNATURE_BASE64 "Signature.Base64" Signature {
        "the signature is written in base64"
        "Write it in lower-case hexadecimal digits."
        "签名写成了 base64"
        "用小写十六进制书写。"
    }
    SIGNATURE_HEX "Signature.Hex" Signature {
        "the signature is written in hexadecimal"
        "By v1 it is written in base64."
        "签名写成了十六进制"
        "v1 的签名用 base64 书写。"
    }
    SIGNATURE_CUT "Signature.Cut" Signature {
        "the signature is cut off or has something after it: {received} characters instead of 64"
        "Send all 64 digits: look for a line break, a column that is too short, or a character too many."
        "签名被截断或后面多了字符：{received} 个字符，应为 64 个"
        "发送全部 64 位：检查换行、过短的字段或多余的字符。"
    }
    SIGNATURE_FORM "Signature.Form" Signature {
        "the signature is not 64 lower-case hexadecimal digits"
        "Write the 32 bytes of HMAC-SHA256 in lower-case hexadecimal digits."
        "签名不是 64 位小写十六进制"
        "把 HMAC-SHA256 的 32 个字节写成小写十六进制。"
    }
    SIGNATURE_NOT_ENCODED "Signature.NotEncoded" Signature {
        "the signature is not percent-encoded: its `+` arrives as a space"
        "Encode it as every other value of the query or form."
        "签名没有做百分号编码：其中的 `+` 到达时变成了空格"
        "像查询串或表单中的其他值一样编码。"
    }
    SIGNATURE_HASHED_TWICE "Signature.Hash" Signature {
        "the string to sign is hashed once more before HMAC, or the signature after it"
        "The signature is HMAC-SHA256 of the string to sign itself."
        "在 HMAC 之前又对待签字符串做了一次哈希，或之后又对签名做了一次"
        "签名是待签字符串本身的 HMAC-SHA256。"
    }
    DATE_LOCAL_TIME "Date.LocalTime" Date {
        "the date is {signed}, that of local time; in UTC the timestamp's is {received}"
        "Take the UTC date of the timestamp. In China the local one is wrong every day from 0:00 to 8:00."
        "日期是本地时间的 {signed}；时间戳的 UTC 日期是 {received}"
        "使用时间戳的 UTC 日期。在中国，每天 0:00 到 8:00 本地日期都是错的。"
    }
    DATE_OTHER "Date.Other" Date {
        "the date is {signed}, the timestamp is of {received}"
        "Take the UTC date of the timestamp that is sent; a key that was kept from another day must be derived anew."
        "日期是 {signed}，时间戳属于 {received}"
        "使用所发送时间戳的 UTC 日期；前一天保存的派生密钥须重新派生。"
    }
    DATE_FORMAT "Date.Format" Date {
        "the date is written as {signed}"
        "Write it as YYYY-MM-DD."
        "日期写成了 {signed}"
        "写成 YYYY-MM-DD。"
    }
    SERVICE_DOMAIN "Service.Domain" CredentialScope {
        "the service is {signed}, with a domain"
        "Take the product alone, the first part of the host name: {received}."
        "服务名是带域名的 {signed}"
        "只用产品名，即主机名的第一段：{received}。"
    }
    SERVICE_CASE "Service.Case" CredentialScope {
        "the service is {signed}, with capitals"
        "Write it in lower case: {received}."
        "服务名 {signed} 含大写字母"
        "用小写：{received}。"
    }
    SERVICE_OTHER "Service.Other" CredentialScope {
        "the service is {signed}, the request goes to {received}"
        "Take the product that the request is for, as in its host name."
        "服务名是 {signed}，而请求发往 {received}"
        "使用请求所属的产品名，与主机名一致。"
    }
    SCOPE_TERMINATOR "Scope.Terminator" CredentialScope {
        "the scope ends with {signed}"
        "It ends with `tc3_request`."
        "凭证范围以 {signed} 结尾"
        "应以 `tc3_request` 结尾。"
    }
    SCOPE_INCOMPLETE "Scope.Incomplete" CredentialScope {
        "the scope in the string to sign is not that of the Authorization header: {signed}"
        "Both have `<date>/<service>/tc3_request`."
        "待签字符串中的凭证范围与 Authorization 头不同：{signed}"
        "两处都是 `<日期>/<服务名>/tc3_request`。"
    }
    TIMESTAMP_MISSING "Timestamp.Missing" Timestamp {
        "there is no X-TC-Timestamp"
        "Send the number of seconds that was signed."
        "没有 X-TC-Timestamp"
        "发送参与签名的秒数。"
    }
    TIMESTAMP_MILLISECONDS "Timestamp.Milliseconds" Timestamp {
        "the timestamp counts milliseconds: {signed}"
        "Divide by 1000 and drop the fraction, in the header and in the string to sign."
        "时间戳以毫秒计：{signed}"
        "除以 1000 并去掉小数，请求头和待签字符串都要如此。"
    }
    TIMESTAMP_FORM "Timestamp.Form" Timestamp {
        "the timestamp is not a whole number of seconds: {received}"
        "Send Unix seconds, in digits alone."
        "时间戳不是整数秒：{received}"
        "发送 Unix 秒数，只用数字。"
    }
    TIMESTAMP_READ_TWICE "Timestamp.ReadTwice" Timestamp {
        "the string to sign has the timestamp {signed}, the header {received}"
        "Read the clock once, and use that number in both places."
        "待签字符串的时间戳是 {signed}，请求头是 {received}"
        "只读一次时钟，两处使用同一个数。"
    }
    TIMESTAMP_LOCAL_TIME "Timestamp.LocalTime" Timestamp {
        "the timestamp is {signed} off: local time was taken for UTC"
        "Take the seconds since 1970 in UTC as the system gives them, without a time zone."
        "时间戳相差 {signed}：把本地时间当成了 UTC"
        "直接使用系统给出的 UTC Unix 秒数，不加时区。"
    }
    TIMESTAMP_EXPIRED "Timestamp.Expired" Timestamp {
        "the timestamp is {signed} behind the time of receipt: the signature has expired, or the clock is slow"
        "Sign each request when it is sent, and set the clock (NTP): five minutes are allowed."
        "时间戳落后于接收时间 {signed}：签名已过期，或时钟慢了"
        "每个请求在发送时签名，并校准时钟（NTP）：允许五分钟误差。"
    }
    TIMESTAMP_AHEAD "Timestamp.Ahead" Timestamp {
        "the timestamp is {signed} ahead of the time of receipt: the clock is fast"
        "Set the clock (NTP): five minutes are allowed."
        "时间戳超前于接收时间 {signed}：时钟快了"
        "校准时钟（NTP）：允许五分钟误差。"
    }
}
