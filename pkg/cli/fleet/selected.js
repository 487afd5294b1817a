import { usage } from "../exit.js";
import { chooseInstances } from "../selection/choose.js";
import { grouped } from "./plan-text.js";

const DEFAULT_MAX = 500;

/** @param {import("../selection/choose.js").Chosen[]} chosen */
export const countOf = (chosen) => chosen.reduce((sum, { ids }) => sum + ids.length, 0);

/**
 * The selected instances, unless there are more than --max.
 * @param {import("../invocation.js").Invocation} invocation
 * @param {import("../connection/connection.js").Connection} connection
 */
export async function chooseFew(invocation, connection) {
  const chosen = await chooseInstances(invocation, connection);
  refuseMany(invocation, countOf(chosen));
  return chosen;
}

/** @param {import("../invocation.js").Invocation} invocation @param {number} count */
export function refuseMany({ values }, count) {
  const { max = DEFAULT_MAX } = values;
  if (count <= max) return;
  const [en, zh] = values.max === undefined ? [" (the default)", "（默认值）"] : ["", ""];
  throw usage(
    `${grouped(count)} instances are selected, and --max is ${grouped(max)}${en}. Nothing was sent. If you mean all of them: --max ${count}.`,
    `共选择了 ${grouped(count)} 台实例，超过 --max ${grouped(max)}${zh}。未发送任何请求。如确认操作全部实例，请使用 --max ${count}。`,
  );
}
