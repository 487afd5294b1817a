import { EXIT } from "../exit.js";
import { describe } from "../failure.js";
import { allOf, isWellWith } from "./outcomes.js";
import { grouped } from "./plan-text.js";
import { printOutcomes } from "./rows.js";
import { tellSummary } from "./summary.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("./jobs.js").InstanceOutcome} InstanceOutcome */
/** @typedef {import("./journal/journal.js").Journal} Journal */
/** @typedef {import("./run.js").Ended} Ended */

/**
 * Prints what became of each instance and of all, and says what the process ends with.
 * @param {Invocation} invocation
 * @param {Ended} ended
 * @param {{details: Map<string, import("../output/columns.js").Row>, journal: Journal | undefined}} how
 * @returns {Promise<import("../exit.js").ExitStatus>}
 */
export async function report(invocation, { results, interrupted, ms }, { details, journal }) {
  const isWell = isWellWith(invocation.values);
  if (results.some(({ error }) => error === undefined) || interrupted) {
    await printOutcomes(invocation, results, { details, isWell });
    tellErrors(invocation, results, journal);
    tellSummary(invocation, results, { ms, isWell });
  } else tellErrors(invocation, results, journal);
  tellHowToGoOn(invocation, results, journal);
  if (interrupted) {
    tellInterrupted(invocation, results);
    return EXIT.interrupted;
  }
  if (allOf(results).every(isWell)) return EXIT.ok;
  return results.every(isFutile(isWell)) ? EXIT.notAttempted : EXIT.someFailed;
}

/** What no instance can be helped with. */
const OF_THE_KEY = ["fix-permissions", "fix-credentials"];

/**
 * Whether nothing could be attempted in a region: nothing of ours was taken, and it was not the instances that were wrong.
 * @param {(one: InstanceOutcome) => boolean} isWell
 * @returns {(result: Ended["results"][number]) => boolean}
 */
const isFutile =
  (isWell) =>
  ({ instances, error: regionError }) =>
    instances.every((one) => {
      const { outcome, error } = one;
      if (outcome === "already") return true;
      if (isWell(one) || outcome !== "failed") return false;
      return regionError !== undefined || OF_THE_KEY.includes(error?.advice ?? "");
    });

/** Codes of those that were left when the time was over, or when the user ended it. */
const LEFT = ["Client.Deadline", "Client.Aborted"];

/** @param {Invocation} invocation @param {Ended["results"]} results @param {Journal | undefined} journal */
function tellHowToGoOn({ tell, say }, results, journal) {
  if (journal === undefined || !allOf(results).some(({ error }) => LEFT.includes(error?.code ?? ""))) return;
  tell(
    say({
      en: `The same command goes on with what is left, from ${journal.path}.`,
      zh: `重新执行同一命令，即可从 ${journal.path} 继续处理其余实例。`,
    }),
  );
}

/** Why a region was given up. @param {Invocation} invocation @param {Ended["results"]} results @param {Journal | undefined} journal */
function tellErrors({ warn, say, paint }, results, journal) {
  for (const { region, error } of results) {
    if (error === undefined) continue;
    const { en, zh } = error.code === "Client.SaveFailed" ? saveFailed(error, journal) : describe(error);
    warn(paint("red", say({ en: `${region}: ${en}`, zh: `${region}：${zh}` })));
  }
}

/** @param {import("../../index.js").TencentCloudError} error @param {Journal | undefined} journal */
function saveFailed({ cause }, journal) {
  const { code } = /** @type {NodeJS.ErrnoException} */ (cause ?? {});
  return {
    en: `${journal?.path} could not be written (${code}), so nothing more was sent. The same command goes on from it once it can be.`,
    zh: `无法写入 ${journal?.path}（${code}），因此不再发送请求。恢复后可用同一命令继续。`,
  };
}

/** @param {Invocation} invocation @param {Ended["results"]} results */
function tellInterrupted({ warn, say }, results) {
  const all = allOf(results);
  const sent = all.filter((one) => one.sent);
  const underWay = sent.filter(({ outcome }) => outcome === "unknown");
  const notSent = all.filter(({ outcome, sent }) => outcome === "unknown" && !sent);
  warn(
    say({
      en: `Interrupted. Requests were sent for ${grouped(sent.length)} instances, of which ${grouped(underWay.length)} may still be under way: \`tencentcloud-edge status\` tells. For ${grouped(notSent.length)} nothing was sent.`,
      zh: `已中断。已为 ${grouped(sent.length)} 台实例发送请求，其中 ${grouped(underWay.length)} 台可能仍在进行，可用 \`tencentcloud-edge status\` 查看。另有 ${grouped(notSent.length)} 台未发送任何请求。`,
    }),
  );
}
