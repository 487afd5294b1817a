/**
 * What to do about a failure, at a terminal, by its advice.
 * @type {Record<import("../types/model.gen.js").Advice, import("./exit.js").Text>}
 */
const ADVICE = {
  "fix-credentials": {
    en: "The key was refused: `tencentcloud-edge credentials` says where it comes from; correct or replace it there.",
    zh: "密钥被拒绝：运行 `tencentcloud-edge credentials` 查看密钥来源，并在该处更正或更换。",
  },
  "fix-permissions": {
    en: "The key lacks this permission: have it granted in CAM, then try again.",
    zh: "密钥没有此权限：请在访问管理（CAM）中授权后重试。",
  },
  "fix-request": {
    en: "Trying again unchanged will fail: change what the message names first.",
    zh: "原样重试仍会失败：请先按错误信息修改。",
  },
  "give-up": {
    en: "Trying again will not help: look at the instance in the console, or open a ticket with the RequestId.",
    zh: "重试无法解决：请在控制台检查该实例，或凭 RequestId 提交工单。",
  },
  retry: {
    en: "This is usually temporary: try again in a moment.",
    zh: "这通常是暂时性问题，请稍后重试。",
  },
  wait: {
    en: "Too many requests at the moment: wait a little and try again.",
    zh: "当前请求过于频繁，请稍候重试。",
  },
};

const GO_ON = {
  en: "Look with `tencentcloud-edge status`; the same command tries what is left.",
  zh: "请用 `tencentcloud-edge status` 查看；重新执行同一命令可继续处理其余实例。",
};

/** Where the code says more than its advice. @type {Record<string, import("./exit.js").Text | undefined>} */
const BY_CODE = {
  "Client.Aborted": GO_ON,
  "Client.Deadline": GO_ON,
  "Client.Halted": GO_ON,
  // Its message says what is missing: no key was refused, because none was sent.
  "Client.CredentialsFailed": { en: "", zh: "" },
};

/**
 * What to do about a failure, at a terminal.
 * @param {string} code
 * @param {import("../types/model.gen.js").Advice} advice
 * @returns {import("./exit.js").Text}
 */
export const adviceText = (code, advice) => BY_CODE[code] ?? ADVICE[advice];
