import { usage } from "../exit.js";

/** @typedef {import("../exit.js").Text} Text */
/** @typedef {import("../invocation.js").Invocation} Invocation */

/**
 * What one of the commands does to its instances.
 * @typedef {object} Operation
 * @property {"StartInstances" | "StopInstances" | "RebootInstances"} action
 * @property {Text} verb
 * @property {Text} past
 * @property {Text} question with `#` for how many and `(s)` for the plural
 */

/** @satisfies {Record<string, Operation>} */
export const OPERATIONS = {
  start: {
    action: "StartInstances",
    verb: { en: "start", zh: "启动" },
    past: { en: "running or starting", zh: "正在运行或启动" },
    question: { en: "Start # instance(s)?", zh: "启动 # 台实例？" },
  },
  stop: {
    action: "StopInstances",
    verb: { en: "stop", zh: "关闭" },
    past: { en: "stopped or stopping", zh: "已关机或正在关机" },
    question: { en: "Stop # instance(s)?", zh: "关闭 # 台实例？" },
  },
  reboot: {
    action: "RebootInstances",
    verb: { en: "reboot", zh: "重启" },
    past: { en: "rebooting", zh: "正在重启" },
    question: { en: "Reboot # instance(s)?", zh: "重启 # 台实例？" },
  },
};

/** @typedef {keyof typeof OPERATIONS} OperationCommand */

/**
 * What a command was told to do.
 * @typedef {object} Task
 * @property {Operation} operation
 * @property {JobOptions} options of the jobs, which a journal holds it to
 * @property {number | undefined} rate acting requests a second in each region; undefined: as many as the service takes
 * @property {number} timeoutMs
 * @property {number | `${number}%` | undefined} stopAfter
 */

/** @typedef {{wait?: false, ramp?: {first: number, factor: number}, stopType?: string, stoppedMode?: string}} JobOptions */

const DEFAULT_TIMEOUT_MS = 600_000;

/**
 * @param {Invocation} invocation
 * @param {Operation} operation
 * @returns {Task}
 */
export function readTask({ values }, operation) {
  const { ramp, "stop-type": stopType, "stopped-mode": stoppedMode } = values;
  return {
    operation,
    options: {
      ...(values["no-wait"] && { wait: false }),
      ...(ramp && { ramp: readRamp(ramp) }),
      ...(stopType && { stopType }),
      ...(stoppedMode && { stoppedMode }),
    },
    rate: values.rate,
    timeoutMs: values.timeout ?? DEFAULT_TIMEOUT_MS,
    stopAfter: values["stop-after"],
  };
}

/** @param {{first: number, factor?: number}} ramp */
function readRamp({ first, factor = 2 }) {
  if (factor <= 1_000) return { first, factor };
  throw usage(
    `--ramp: a wave may have at most 1000 times as many instances as the one before, not ${factor}.`,
    `--ramp：每批最多为前一批的 1000 倍，不能是 ${factor}。`,
  );
}

/** How many failures --stop-after means, of so many instances. @param {number | `${number}%`} threshold @param {number} total */
export function failuresMeant(threshold, total) {
  if (typeof threshold === "number") return threshold;
  // In thousandths, because 0.1 is no double.
  const thousandths = Math.round(Number(threshold.slice(0, -1)) * 1_000);
  return Math.max(1, Math.ceil((thousandths * total) / 100_000));
}
