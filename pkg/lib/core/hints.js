/**
 * What is known of a cause that neither code nor message tells to somebody who meets it for the first time.
 * @type {ReadonlyArray<{when: RegExp, en: string, zh: string}>} `when`: of the code and the message
 */
const HINTS = [
  {
    when: /`(?:secretId|secretKey|token)` must not (?:begin|end) with|^Client\.CredentialsFailed .* begins or ends with/,
    en: "Something was copied along with the key: trim what is read from a file or a variable, quotation marks included.",
    zh: "复制密钥时带入了多余字符：请去掉从文件或变量读到的值首尾的空白和引号。",
  },
  {
    when: /`service` is the product alone/,
    en: "`service` is the name in the credential scope, such as `cvm`; a host of its own is given as `endpoint`.",
    zh: "`service` 是签名范围中的产品名，例如 `cvm`；域名请写在 `endpoint` 中。",
  },
  {
    when: /`timestamp` is missing where/,
    en: "A Worker's clock stands still outside of requests: sign inside a request, or give `timestamp`.",
    zh: "Worker 的时钟在请求之外是静止的：请在处理请求时签名，或给出 `timestamp`。",
  },
  {
    when: /^AuthFailure\.SignatureExpire/,
    en: "The service takes a timestamp that is at most five minutes off: set this machine's clock, and sign when the request is sent.",
    zh: "时间戳与服务端相差不得超过五分钟：请校准本机时钟，并在发送请求时签名。",
  },
  {
    when: /answers no web page/,
    en: "The API sends no CORS headers, so that no page can call it: call it from a server, or through a gateway (tencentcloud-edge/gateway).",
    zh: "该 API 不返回 CORS 头，网页无法直接调用：请从服务器调用，或通过网关调用（tencentcloud-edge/gateway）。",
  },
];

/**
 * @param {string} code
 * @param {string} message
 */
export function hintFor(code, message) {
  const found = HINTS.find(({ when }) => when.test(`${code} ${message}`));
  return found && { en: found.en, zh: found.zh };
}
