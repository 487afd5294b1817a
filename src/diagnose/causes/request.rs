//! Mistakes in which what was signed is not what was sent.

use super::part::Part;
use super::row::{Cause, causes};

causes! { REQUEST:
    METHOD_OTHER "Method.Other" Method {
        "the method signed is {signed}, the one sent is {received}"
        "Sign the method that is sent, in capitals."
        "签名用的方法是 {signed}，发送的是 {received}"
        "对实际发送的方法签名，用大写。"
    }
    URI_OTHER "Uri.Other" CanonicalUri {
        "the path signed is `{signed}`"
        "The second line of the canonical request is always `/`."
        "签名用的路径是 `{signed}`"
        "规范请求串的第二行始终是 `/`。"
    }
    QUERY_EMPTY "Query.Empty" CanonicalQuery {
        "the query is not signed: an empty one was taken"
        "Sign what stands after `?` in the URL, byte for byte."
        "查询串没有参与签名：用了空串"
        "对 URL 中 `?` 之后的内容逐字节签名。"
    }
    QUERY_QUESTION_MARK "Query.QuestionMark" CanonicalQuery {
        "the query is signed with its question mark"
        "Sign what stands after it."
        "查询串连同问号一起签名了"
        "只对问号之后的内容签名。"
    }
    QUERY_ORDER "Query.Order" CanonicalQuery {
        "the query is signed in another order than it is sent in"
        "Sign the query as it is sent; do not sort it."
        "签名时查询串的顺序与发送时不同"
        "按发送的原样签名，不要排序。"
    }
    QUERY_SPACES "Query.Spaces" CanonicalQuery {
        "spaces of the query are written in two ways: `%20` and `+`"
        "Write the query once, and sign and send that text. URLSearchParams and forms write `+`."
        "查询串中的空格写法不一：`%20` 与 `+`"
        "只生成一次查询串，用同一文本签名并发送。URLSearchParams 和表单会写成 `+`。"
    }
    QUERY_ESCAPE_CASE "Query.EscapeCase" CanonicalQuery {
        "escapes of the query are written in two ways: `%2F` and `%2f`"
        "Write the query once, and sign and send that text."
        "查询串中的转义写法不一：`%2F` 与 `%2f`"
        "只生成一次查询串，用同一文本签名并发送。"
    }
    QUERY_DOUBLE_ENCODING "Query.DoubleEncoding" CanonicalQuery {
        "the query is percent-encoded twice on one side: `%25` stands for `%`"
        "Encode it once: a URL library encodes what is encoded already."
        "一方的查询串被百分号编码了两次：`%` 成了 `%25`"
        "只编码一次：URL 库会对已编码的内容再次编码。"
    }
    QUERY_NOT_ENCODED "Query.NotEncoded" CanonicalQuery {
        "the query is signed without percent-encoding"
        "Sign the encoded query, as it stands in the URL."
        "签名用的查询串没有做百分号编码"
        "对 URL 中已编码的查询串签名。"
    }
    QUERY_SIGNED_BODY "Query.Body" CanonicalQuery {
        "the body is signed in place of the query, or with it"
        "The third line of the canonical request is the query of the URL; it is empty for POST."
        "把请求体当作查询串签名了"
        "规范请求串的第三行是 URL 的查询串；POST 时为空。"
    }
    PAYLOAD_EMPTY "Payload.Empty" PayloadHash {
        "the body is not hashed: the hash of an empty one was taken"
        "Hash the bytes that are sent."
        "没有对请求体做哈希：用了空内容的哈希"
        "对实际发送的字节做哈希。"
    }
    PAYLOAD_NO_BODY "Payload.NotSent" PayloadHash {
        "the body signed is `{signed}`, another one or none is sent"
        "Send the body that was signed."
        "签名用的请求体是 `{signed}`，发送的不同或没有"
        "发送参与签名的请求体。"
    }
    PAYLOAD_RESERIALISED "Payload.Reserialised" PayloadHash {
        "the JSON of the body was written anew after signing, or before it: same content, other bytes"
        "Write the JSON once; hash and send that very text."
        "签名之后（或之前）请求体的 JSON 被重新序列化：内容相同，字节不同"
        "只序列化一次，对同一文本做哈希并发送。"
    }
    PAYLOAD_OTHER "Payload.Other" PayloadHash {
        "the body signed is the one that was meant, another one is sent"
        "Something between signing and sending changes the body: a wrapper, a proxy or a second call."
        "签名用的是预期的请求体，发送的却是另一个"
        "签名与发送之间有东西改变了请求体：封装、代理或第二次调用。"
    }
    PAYLOAD_LINE_FEED "Payload.LineFeed" PayloadHash {
        "the body signed ends with a line feed, the one sent does not"
        "Hash what is sent: `echo` and heredocs add one, `printf '%s'` does not."
        "签名用的请求体以换行符结尾，发送的没有"
        "对实际发送的内容做哈希：`echo` 和 heredoc 会添加换行，`printf '%s'` 不会。"
    }
    PAYLOAD_TRIMMED "Payload.Trimmed" PayloadHash {
        "the body sent has white space at an end that was not signed"
        "Hash what is sent, to the byte."
        "发送的请求体首尾有未参与签名的空白"
        "对实际发送的内容逐字节做哈希。"
    }
    PAYLOAD_LINE_ENDS "Payload.LineEnds" PayloadHash {
        "the lines of the body signed end in another way than those sent: LF and CRLF"
        "Hash what is sent; open the file in binary mode."
        "签名用的请求体与发送的换行不同：LF 与 CRLF"
        "对实际发送的内容做哈希；以二进制方式打开文件。"
    }
    PAYLOAD_CHARSET "Payload.Charset" PayloadHash {
        "the body was hashed in another character encoding: {signed}"
        "Hash the UTF-8 bytes that are sent."
        "对请求体做哈希时用了另一种字符编码：{signed}"
        "对实际发送的 UTF-8 字节做哈希。"
    }
    PAYLOAD_UNSIGNED "Payload.Unsigned" PayloadHash {
        "UNSIGNED-PAYLOAD is signed on one side alone"
        "Send `X-TC-Content-SHA256: UNSIGNED-PAYLOAD` and hash that text; or hash the body and leave the header out."
        "只有一方使用了 UNSIGNED-PAYLOAD"
        "发送 `X-TC-Content-SHA256: UNSIGNED-PAYLOAD` 并对该文本做哈希；或对请求体做哈希并去掉该头。"
    }
    PAYLOAD_FORM "Payload.HashForm" PayloadHash {
        "the last line of the canonical request is not the hash of the body in lower-case hexadecimal: {signed}"
        "Write the SHA-256 of the body in 64 lower-case hexadecimal digits."
        "规范请求串的最后一行不是请求体哈希的小写十六进制：{signed}"
        "把请求体的 SHA-256 写成 64 位小写十六进制。"
    }
    PAYLOAD_INCOMPLETE "Payload.Incomplete" PayloadHash {
        "Content-Length is {signed}, and {received} bytes of the body are here"
        "Give the whole body: it was cut off, or a text editor changed it."
        "Content-Length 为 {signed}，而此处请求体有 {received} 字节"
        "请给出完整的请求体：它被截断，或被文本编辑器改动。"
    }
    CONTENT_TYPE_CHARSET "ContentType.Charset" CanonicalHeaders {
        "the content type differs in its charset: `{signed}` is signed, `{received}` is sent"
        "Sign the header as it is sent. Many HTTP libraries add `; charset=utf-8` by themselves."
        "content-type 的字符集不同：签名用 `{signed}`，发送 `{received}`"
        "按实际发送的头签名。许多 HTTP 库会自动加上 `; charset=utf-8`。"
    }
    CONTENT_TYPE_OTHER "ContentType.Other" CanonicalHeaders {
        "the content type signed is `{signed}`, the one sent is `{received}`"
        "Sign the header as it is sent."
        "签名用的 content-type 是 `{signed}`，发送的是 `{received}`"
        "按实际发送的头签名。"
    }
    HOST_PORT "Host.Port" CanonicalHeaders {
        "the host differs in its port: `{signed}` is signed, `{received}` is sent"
        "Sign the Host header as it is sent: with the port, unless it is the default one."
        "host 的端口不同：签名用 `{signed}`，发送 `{received}`"
        "按实际发送的 Host 头签名：除默认端口外都带端口。"
    }
    HOST_OTHER "Host.Other" CanonicalHeaders {
        "the host signed is `{signed}`, the Host sent is `{received}`"
        "Sign the host that the request goes to. A proxy or gateway may rewrite the header: have it keep it."
        "签名用的 host 是 `{signed}`，发送的 Host 是 `{received}`"
        "对请求实际发往的主机签名。代理或网关可能改写该头：请让它保持不变。"
    }
    HOST_URL "Host.Url" CanonicalHeaders {
        "the host is signed as a URL or with a path: `{signed}`"
        "Sign the host name alone, as in the Host header."
        "host 被写成 URL 或带路径签名：`{signed}`"
        "只对主机名签名，与 Host 头一致。"
    }
    HEADERS_ORDER "Headers.Order" CanonicalHeaders {
        "the signed headers are not in order: {signed}"
        "Sort them by name in lower case, in the canonical request and in SignedHeaders."
        "参与签名的头顺序不对：{signed}"
        "在规范请求串和 SignedHeaders 中都按小写名称排序。"
    }
    HEADERS_VALUE_CASE "Headers.ValueCase" CanonicalHeaders {
        "values of headers are signed in the case in which they are sent, not in lower case: {signed}"
        "Write the values in lower case in the canonical request, X-TC-Action too. The service may accept it, as some SDKs do so."
        "签名时头的值没有转成小写：{signed}"
        "在规范请求串中把值写成小写，X-TC-Action 也一样。部分 SDK 如此，服务端可能接受。"
    }
    HEADERS_NAME_CASE "Headers.NameCase" CanonicalHeaders {
        "names of headers are not in lower case: {signed}"
        "Write the names in lower case, in the canonical request and in SignedHeaders."
        "头的名称没有用小写：{signed}"
        "在规范请求串和 SignedHeaders 中都用小写名称。"
    }
    HEADERS_SPACES "Headers.Spaces" CanonicalHeaders {
        "there is a space after the colon, or one at the end of a value"
        "Write `name:value`, without spaces at the ends of the value."
        "冒号之后或值的末尾有空格"
        "写成 `name:value`，值首尾不带空格。"
    }
    HEADERS_REQUIRED "Headers.Required" SignedHeaders {
        "{received} is not among the signed headers"
        "content-type and host have to be signed."
        "{received} 不在参与签名的头中"
        "content-type 和 host 必须参与签名。"
    }
    HEADERS_NOT_SENT "Headers.NotSent" SignedHeaders {
        "the signed header {signed} did not arrive"
        "Send every header that is signed; a proxy or the HTTP library may have dropped it."
        "参与签名的头 {signed} 没有到达"
        "发送所有参与签名的头；代理或 HTTP 库可能丢掉了它。"
    }
    HEADERS_NOT_LISTED "Headers.NotListed" SignedHeaders {
        "the header {signed} is in the canonical request, and not in SignedHeaders of the Authorization header"
        "List the same headers in the canonical request and in the Authorization header."
        "头 {signed} 在规范请求串中，却不在 Authorization 头的 SignedHeaders 中"
        "规范请求串与 Authorization 头须列出相同的头。"
    }
    HEADERS_ADDED "Headers.Added" SignedHeaders {
        "{signed} is in SignedHeaders, and was not signed: it was added afterwards"
        "Sign what is listed. A header that a proxy adds must not be listed."
        "{signed} 在 SignedHeaders 中，却没有参与签名：是事后加上的"
        "列出的头都要签名。由代理添加的头不能列入。"
    }
    HEADERS_DUPLICATE "Headers.Duplicate" CanonicalHeaders {
        "the header {received} arrives more than once; one of its values is signed, or all of them"
        "Send it once: a library or a proxy added another one."
        "头 {received} 到达了多次；只有其中一个值或全部值参与了签名"
        "只发送一次：库或代理又加了一个。"
    }
    HEADERS_EXTENDED "Headers.Extended" CanonicalHeaders {
        "a proxy added to the signed header {received}: without what it added the signature holds"
        "Do not sign headers that a proxy changes."
        "代理在已签名的头 {received} 上追加了内容：去掉后签名成立"
        "不要对会被代理改动的头签名。"
    }
    HEADERS_PROXY "Headers.Proxy" CanonicalHeaders {
        "{received} is signed, which proxies and HTTP libraries add or change on the way"
        "Sign content-type, host and x-tc-* alone."
        "签名包含 {received}，代理和 HTTP 库会在途中添加或改动它"
        "只对 content-type、host 和 x-tc-* 签名。"
    }
    HEADERS_OTHER "Headers.Other" CanonicalHeaders {
        "the signed header {received} arrived with another value than was meant"
        "Something between signing and sending changes it."
        "已签名的头 {received} 到达时的值与预期不同"
        "签名与发送之间有东西改变了它。"
    }
    ACTION_CASE "Action.Case" Action {
        "the action is written `{received}`; it is `{signed}`"
        "Write X-TC-Action as the documentation does: it is case-sensitive. Only the copy in the canonical request is in lower case."
        "Action 写成了 `{received}`；应为 `{signed}`"
        "按文档书写 X-TC-Action：区分大小写。只有规范请求串中的那一份用小写。"
    }
    ACTION_OTHER "Action.Other" Action {
        "the action that arrived is `{received}`, `{signed}` was meant"
        "Look for a header that is set twice or for another request's."
        "到达的 Action 是 `{received}`，预期是 `{signed}`"
        "检查是否重复设置了该头，或用了另一个请求的头。"
    }
    ACTION_SIGNED_OTHER "Action.Signed" CanonicalHeaders {
        "the action signed is `{signed}`, the one sent is `{received}`"
        "Sign the X-TC-Action that is sent."
        "签名用的 Action 是 `{signed}`，发送的是 `{received}`"
        "对实际发送的 X-TC-Action 签名。"
    }
}
