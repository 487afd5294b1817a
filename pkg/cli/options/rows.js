import { LANGUAGES } from "../language.js";
import { commas, duration, filter, oneOf, pair, ramp, state, text, threshold, whole } from "./values.js";

/**
 * An option, as `--help`, the man page, completion and the parser know it.
 * @typedef {object} OptionRow
 * @property {string} [value] what its value is called; without it the option is a flag
 * @property {boolean} [many] whether it may be given more than once
 * @property {string} [short] one letter
 * @property {readonly string[]} [words] what it takes, for completion
 * @property {import("../exit.js").Text} about one sentence
 * @property {import("./values.js").Read<unknown>} [read] of one that takes a value
 */

const OUTPUTS = /** @type {const} */ (["table", "json", "jsonl", "csv", "ids"]);
const METHODS = /** @type {const} */ (["POST", "GET"]);
const SIGNED_FORMS = /** @type {const} */ (["http", "curl", "fetch", "json"]);

/** @satisfies {Record<string, OptionRow>} */
export const OPTIONS = {
  region: {
    value: "R[,R...]|all",
    read: commas,
    about: {
      en: "regions, or all that this account can use (default TENCENTCLOUD_REGION, else the profile's)",
      zh: "地域，可写多个，all 表示账号可用的全部地域（默认取 TENCENTCLOUD_REGION，其次取配置文件）",
    },
  },
  from: {
    value: "FILE|-",
    read: text,
    about: {
      en: "instances from a file or standard input: ids, CSV with InstanceId, JSON, JSON lines",
      zh: "从文件或标准输入读取实例：ID、含 InstanceId 列的 CSV、JSON 或 JSON Lines",
    },
  },
  all: {
    about: { en: "every instance of these regions, on purpose", zh: "明确选择这些地域的全部实例" },
  },
  tag: {
    value: "KEY=VALUE",
    many: true,
    read: pair,
    about: {
      en: "instances with this tag; other keys narrow, the same key widens",
      zh: "带有该标签的实例；不同的键取交集，相同的键取并集",
    },
  },
  name: {
    value: "GLOB",
    many: true,
    read: text,
    about: { en: "instances of this name; * and ? stand for others", zh: "按名称选择，可用 * 和 ?" },
  },
  zone: {
    value: "ZONE",
    many: true,
    read: text,
    about: { en: "instances in this zone", zh: "按可用区选择" },
  },
  type: {
    value: "TYPE",
    many: true,
    read: text,
    about: { en: "instances of this type", zh: "按机型选择" },
  },
  state: {
    value: "STATE",
    many: true,
    read: state,
    about: { en: "instances in this state, such as STOPPED", zh: "按状态选择，例如 STOPPED" },
  },
  filter: {
    value: "NAME=VALUE[,VALUE]",
    many: true,
    read: filter,
    about: { en: "a filter as DescribeInstances has it", zh: "DescribeInstances 的过滤条件" },
  },
  exclude: {
    value: "ID",
    many: true,
    read: text,
    about: { en: "all but this instance", zh: "排除该实例" },
  },
  "exclude-tag": {
    value: "KEY=VALUE",
    many: true,
    read: pair,
    about: { en: "all but those with this tag", zh: "排除带有该标签的实例" },
  },
  max: {
    value: "N",
    read: whole(1),
    about: {
      en: "refuse to act on more instances (default 500)",
      zh: "所选实例超过该数量时拒绝执行（默认 500）",
    },
  },
  yes: {
    short: "y",
    about: { en: "do not ask", zh: "不再询问" },
  },
  "dry-run": {
    about: { en: "show the plan and send nothing that acts", zh: "只显示计划，不发送任何变更请求" },
  },
  "no-wait": {
    about: { en: "end when the service has taken the requests", zh: "服务受理请求后即结束，不等待完成" },
  },
  timeout: {
    value: "TIME",
    read: duration,
    about: {
      en: "how long at most: 90, 90s, 5m, 1h (default 10m)",
      zh: "最长等待时间：90、90s、5m、1h（默认 10m）",
    },
  },
  rate: {
    value: "N",
    read: whole(1, 1_000),
    about: {
      en: "acting requests a second in each region (default: what the service takes, 10)",
      zh: "每个地域每秒的变更请求数（默认取服务上限 10）",
    },
  },
  ramp: {
    value: "FIRST[,FACTOR]",
    read: ramp,
    about: {
      en: "waves: FIRST instances, then FACTOR times as many (default 2), each after the one before has ended",
      zh: "分批：首批 FIRST 台，之后每批为前一批的 FACTOR 倍（默认 2），前一批结束后才开始下一批",
    },
  },
  "stop-after": {
    value: "N|P%",
    read: threshold,
    about: {
      en: "no further wave or batch after that many instances of a region have failed",
      zh: "某个地域失败的实例达到该数量或比例后，该地域不再发送后续批次",
    },
  },
  resume: {
    value: "FILE",
    read: text,
    about: {
      en: "a journal: the same command with the same file goes on where it was, and starts nothing twice",
      zh: "日志文件：用同一文件重新执行命令会从中断处继续，不会重复操作",
    },
  },
  "stop-type": {
    value: "TYPE",
    words: ["SOFT", "HARD", "SOFT_FIRST"],
    read: oneOf(["SOFT", "HARD", "SOFT_FIRST"]),
    about: { en: "SOFT, HARD or SOFT_FIRST", zh: "关机方式：SOFT、HARD 或 SOFT_FIRST" },
  },
  "stopped-mode": {
    value: "MODE",
    words: ["KEEP_CHARGING", "STOP_CHARGING"],
    read: oneOf(["KEEP_CHARGING", "STOP_CHARGING"]),
    about: {
      en: "KEEP_CHARGING or STOP_CHARGING: whether stopped instances go on costing",
      zh: "关机后是否继续计费：KEEP_CHARGING 或 STOP_CHARGING",
    },
  },
  version: {
    value: "DATE",
    read: text,
    about: { en: "the product's API version, such as 2017-03-12", zh: "产品的 API 版本，例如 2017-03-12" },
  },
  service: {
    value: "NAME|all",
    read: text,
    about: { en: "another product than cvm, or all", zh: "cvm 以外的产品，all 表示全部" },
  },
  query: {
    value: "PATH",
    read: text,
    about: { en: "print only this part (JMESPath)", zh: "只输出该部分（JMESPath）" },
  },
  "all-pages": {
    about: { en: "follow Offset and Limit to the end", zh: "按 Offset 与 Limit 读取全部分页" },
  },
  as: {
    value: "FORM",
    words: SIGNED_FORMS,
    read: oneOf(SIGNED_FORMS),
    about: {
      en: "http, curl, fetch or json (default http)",
      zh: "输出形式：http、curl、fetch 或 json（默认 http）",
    },
  },
  against: {
    value: "FILE|-",
    read: text,
    about: {
      en: "a raw HTTP request or an Authorization header: say which part differs, and why",
      zh: "原始 HTTP 请求或 Authorization 头：指出不同之处及原因",
    },
  },
  method: {
    value: "METHOD",
    words: METHODS,
    read: oneOf(METHODS),
    about: { en: "POST (default) or GET", zh: "POST（默认）或 GET" },
  },
  timestamp: {
    value: "SECONDS",
    read: whole(1),
    about: {
      en: "sign for this moment, in Unix seconds (default now)",
      zh: "签名时间，Unix 秒（默认当前时间）",
    },
  },
  output: {
    value: "FORMAT",
    short: "o",
    words: OUTPUTS,
    read: oneOf(OUTPUTS),
    about: {
      en: "table, json, jsonl, csv or ids (default: table on a terminal; in a pipe jsonl for start, stop, reboot, else json)",
      zh: "table、json、jsonl、csv 或 ids（默认：终端为 table；管道中 start、stop、reboot 为 jsonl，其余为 json）",
    },
  },
  columns: {
    value: "A,B,Tag:env",
    read: commas,
    about: { en: "the columns of tables and CSV", zh: "表格与 CSV 的列" },
  },
  profile: {
    value: "NAME",
    read: text,
    about: {
      en: "a profile of ~/.tencentcloud/credentials or ~/.tccli (default TENCENTCLOUD_PROFILE, else default)",
      zh: "~/.tencentcloud/credentials 或 ~/.tccli 中的配置（默认取 TENCENTCLOUD_PROFILE，其次为 default）",
    },
  },
  role: {
    value: "NAME|auto",
    read: text,
    about: {
      en: "the role of this CVM, from its metadata (default TENCENTCLOUD_INSTANCE_ROLE)",
      zh: "本机 CVM 的角色，取自实例元数据（默认取 TENCENTCLOUD_INSTANCE_ROLE）",
    },
  },
  "assume-role": {
    value: "ARN",
    read: text,
    about: { en: "act as this role (sts AssumeRole)", zh: "扮演该角色（sts AssumeRole）" },
  },
  "role-session-name": {
    value: "NAME",
    read: text,
    about: {
      en: "what the audit shows, with --assume-role",
      zh: "与 --assume-role 合用：审计中显示的会话名",
    },
  },
  duration: {
    value: "TIME",
    read: duration,
    about: {
      en: "how long the role's keys last, with --assume-role",
      zh: "与 --assume-role 合用：临时密钥的有效期",
    },
  },
  endpoint: {
    value: "URL",
    read: text,
    about: {
      en: "where requests go; {service} stands for the product (default TENCENTCLOUD_ENDPOINT, else the service's own)",
      zh: "请求地址，{service} 代表产品名（默认取 TENCENTCLOUD_ENDPOINT，其次为官方地址）",
    },
  },
  language: {
    value: "LANG",
    words: LANGUAGES,
    read: oneOf(LANGUAGES),
    about: { en: "en-US or zh-CN (default from LC_ALL, LANG)", zh: "en-US 或 zh-CN（默认取 LC_ALL、LANG）" },
  },
  quiet: { short: "q", about: { en: "no progress and no notes", zh: "不显示进度和提示" } },
  verbose: {
    about: {
      en: "each request with its code, time and RequestId; no secret",
      zh: "显示每个请求的错误码、耗时和 RequestId，不含密钥",
    },
  },
  "no-color": { about: { en: "no colours (also NO_COLOR)", zh: "不使用颜色（也可设置 NO_COLOR）" } },
  help: { short: "h", about: { en: "this text", zh: "显示帮助" } },
};

/** @typedef {keyof typeof OPTIONS} OptionName */

/** What selects instances, beside ids and where they are: a journal holds its command to them, too. */
export const SELECTING = /** @type {const} */ ([
  "all",
  "tag",
  "name",
  "zone",
  "type",
  "state",
  "filter",
  "exclude",
  "exclude-tag",
]);
