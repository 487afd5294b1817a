import { SELECTING } from "../options/rows.js";

/** @typedef {import("../options/rows.js").OptionName} OptionName */
/** @typedef {import("../exit.js").Text} Text */

/**
 * A command, as `--help`, the man page, completion and the parser know it.
 * @typedef {object} CommandRow
 * @property {string} name
 * @property {string} args after the name
 * @property {Text} about one sentence
 * @property {readonly OptionName[]} options
 * @property {Text} [notes] below the options
 * @property {true} [acts] whether it changes something
 * @property {() => Promise<(invocation: import("../invocation.js").Invocation) => Promise<import("../exit.js").ExitStatus>>} load
 */

/**
 * A command that reads its arguments itself.
 * @typedef {{name: string, args: string, about: Text, loadOwn: () => Promise<(args: string[]) => Promise<void>>}} OwnCommandRow
 */

const GENERAL = /** @type {const} */ (["language", "quiet", "verbose", "no-color", "help"]);
const CONNECTION = /** @type {const} */ ([
  "profile",
  "role",
  "assume-role",
  "role-session-name",
  "duration",
  "endpoint",
]);
const SELECTION = /** @type {const} */ (["region", "from", ...SELECTING]);
const PRINTED = /** @type {const} */ (["output", "columns"]);
const AROUND = /** @type {const} */ ([...PRINTED, ...CONNECTION, ...GENERAL]);

const OPERATION = /** @type {const} */ ([
  ...SELECTION,
  "max",
  "yes",
  "dry-run",
  "no-wait",
  "timeout",
  "rate",
  "ramp",
  "stop-after",
  "resume",
]);

const OPERATION_NOTES = {
  en: `The plan comes first. A terminal is asked; without one, --yes is needed unless ids are arguments. The first Ctrl-C ends the
operation in order, the second ends the process. Beside the FILE of --resume stands FILE.sock, by which a second process is
refused. \`--output jsonl\` has an object for each instance: InstanceId, Region, outcome (done, already, accepted, failed,
conflict, unknown), state, sent, requestId, error.`,
  zh: `先显示计划。在终端中会询问确认；没有终端时，除非以参数给出 ID，否则需要 --yes。第一次 Ctrl-C 有序结束操作，第二次立即
退出进程。--resume 的 FILE 旁会有 FILE.sock，用于拒绝第二个进程。\`--output jsonl\` 每台实例一个对象：InstanceId、Region、
outcome（done、already、accepted、failed、conflict、unknown）、state、sent、requestId、error。`,
};

/** @param {keyof typeof import("./operate.js").operations} name */
const operation = (name) => async () => (await import("./operate.js")).operations[name];

/** @type {Array<CommandRow | OwnCommandRow>} */
export const COMMANDS = [
  {
    name: "start",
    args: "[ID...]",
    about: { en: "starts instances and waits until they run", zh: "启动实例，并等待其运行" },
    options: [...OPERATION, ...AROUND],
    notes: OPERATION_NOTES,
    acts: true,
    load: operation("start"),
  },
  {
    name: "stop",
    args: "[ID...]",
    about: { en: "stops instances and waits until they are stopped", zh: "关闭实例，并等待其停止" },
    options: [...OPERATION, "stop-type", "stopped-mode", ...AROUND],
    notes: OPERATION_NOTES,
    acts: true,
    load: operation("stop"),
  },
  {
    name: "reboot",
    args: "[ID...]",
    about: { en: "reboots instances and waits until they run again", zh: "重启实例，并等待其再次运行" },
    options: [...OPERATION, "stop-type", ...AROUND],
    notes: OPERATION_NOTES,
    acts: true,
    load: operation("reboot"),
  },
  {
    name: "list",
    args: "",
    about: { en: "the instances of one, several or all regions", zh: "列出一个、多个或全部地域的实例" },
    options: [...SELECTION, ...AROUND],
    load: async () => (await import("./list.js")).list,
  },
  {
    name: "status",
    args: "[ID...]",
    about: {
      en: "state, latest operation and what it waits for, of each instance",
      zh: "每台实例的状态、最近一次操作及其等待的状态",
    },
    options: [...SELECTION, ...AROUND],
    load: async () => (await import("./status.js")).status,
  },
  {
    name: "wait",
    args: "STATE [ID...]",
    about: {
      en: "waits until all instances are in a state; exit code 3 if they are not in time",
      zh: "等待全部实例进入某个状态；超时则退出码为 3",
    },
    options: [...SELECTION, "timeout", ...AROUND],
    load: async () => (await import("./wait.js")).wait,
  },
  {
    name: "call",
    args: "SERVICE ACTION [JSON|@FILE|-]",
    about: {
      en: "any action of any product; exit code 3 where the service refuses it",
      zh: "调用任意产品的任意接口；服务拒绝时退出码为 3",
    },
    options: ["region", "version", "query", "all-pages", ...AROUND],
    load: async () => (await import("./call.js")).call,
  },
  {
    name: "actions",
    args: "[TEXT]",
    about: {
      en: "searches CVM's actions; the name of one shows its parameters, types, limits and error codes",
      zh: "搜索 CVM 的接口；给出接口名则显示其参数、类型、限制和错误码",
    },
    options: ["service", ...PRINTED, ...GENERAL],
    load: async () => (await import("./actions.js")).actions,
  },
  {
    name: "sign",
    args: "SERVICE ACTION [JSON|@FILE|-]",
    about: {
      en: "prints the signed request; the secret key is never in it",
      zh: "输出已签名的请求，其中不含密钥",
    },
    options: ["region", "version", "as", "method", "timestamp", ...CONNECTION, ...GENERAL],
    load: async () => (await import("./sign.js")).sign,
  },
  {
    name: "explain",
    args: "SERVICE ACTION [JSON|@FILE|-]",
    about: {
      en: "every string on the way to the signature; with --against, why another one is not valid",
      zh: "显示计算签名过程中的每个字符串；配合 --against 说明另一签名为何无效",
    },
    options: ["region", "version", "against", "method", "timestamp", "output", ...CONNECTION, ...GENERAL],
    load: async () => (await import("./explain.js")).explain,
    notes: {
      en: "With --against, SERVICE and ACTION may be left out, and --timestamp says when the request was received (default now).",
      zh: "使用 --against 时可省略 SERVICE 和 ACTION，--timestamp 表示请求的接收时间（默认当前时间）。",
    },
  },
  {
    name: "doctor",
    args: "",
    about: {
      en: "says why it will not work: credentials, proxy, network, clock, region, permission; nothing that acts is sent",
      zh: "检查凭证、代理、网络、时钟、地域和权限，说明无法工作的原因；不发送任何变更请求",
    },
    options: ["region", ...AROUND],
    load: async () => (await import("./doctor.js")).doctor,
  },
  {
    name: "credentials",
    args: "",
    about: {
      en: "where the credentials come from, and why; never the key",
      zh: "凭证来自何处及原因，不显示密钥",
    },
    options: [...AROUND],
    load: async () => (await import("./credentials.js")).credentials,
  },
  {
    name: "completion",
    args: "bash|zsh|fish",
    about: { en: "the script that completes commands and options", zh: "输出命令和选项的补全脚本" },
    options: ["language", "help"],
    load: async () => {
      const { completion } = await import("./completion.js");
      return (invocation) => completion(invocation, COMMANDS);
    },
  },
  {
    name: "emulator",
    args: "[options]",
    about: {
      en: "a CVM control plane on this machine, for development and tests",
      zh: "在本机运行 CVM 控制面模拟器，用于开发和测试",
    },
    loadOwn: async () => (await import("../server/command.js")).emulatorCommand,
  },
  {
    name: "gateway",
    args: "[options]",
    about: {
      en: "the gateway with its dashboard on this machine, in workerd",
      zh: "在本机的 workerd 中运行网关及控制台",
    },
    loadOwn: async () => (await import("../gateway/command.js")).gatewayCommand,
  },
];

/** @param {CommandRow | OwnCommandRow} row @returns {row is OwnCommandRow} */
export const isOwn = (row) => "loadOwn" in row;
