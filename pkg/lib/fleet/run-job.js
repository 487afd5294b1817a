import { createHost } from "../calling/host.js";
import { CALL_OPTIONS, readCalling } from "../calling/options.js";
import { optionalBoolean, optionalFunction } from "../core/check.js";
import { invalidArgument, TencentCloudError } from "../core/errors.js";
import { packNamed } from "../core/fields.js";
import { members } from "../core/members.js";
import { handleOf } from "./jobs.js";
import { secretSource } from "./parameters.js";
import { runFleet } from "./run.js";
import { requireAll } from "./some-failed.js";

/** @typedef {import("../../index.js").FleetJob} FleetJob */
/** @typedef {import("../../index.js").RunJobOptions} RunJobOptions */

const RUN_OPTIONS = /** @type {const} */ ([
  ...CALL_OPTIONS,
  "onProgress",
  "save",
  "secretParameters",
  "throwOnFailure",
]);

/**
 * `runJob` over a wasm module.
 * @param {ReturnType<typeof import("../client.js").client>} client
 * @returns {typeof import("../../index.js").runJob}
 */
export const createRunJob = ({ context: { wasm, paces, operations } }) =>
  async function runJob(job, options) {
    const handle = handleOf(job);
    const { calling, progress, save, secrets, throwOnFailure } = readOptions(options);
    const region = handle.region();
    if (calling.region !== undefined && calling.region !== region) {
      throw invalidArgument("region", `is not the job's own, ${region}`);
    }
    const host = createHost(wasm, calling, {
      operations,
      // It may begin in the middle, and has its deadline itself; what matters is how long it is silent.
      longestMs: Number.POSITIVE_INFINITY,
      progress,
      secrets,
      save: save && (() => saveChanges(job, save)),
      paceOf: (name, account) =>
        calling.pace !== undefined && wasm.is_acting(name)
          ? calling.pace
          : paces.of(account, region, name, wasm.planned_rate(name)),
    });
    const { endpoint, host: hostName, language, timeoutMs, signal } = calling;
    const target = packNamed({ endpoint, host: hostName, region, language, timeoutMs });
    const action = handle.action();
    const result = await runFleet(host, () => wasm.FleetRun.of(host, handle, target), { action, signal });
    if (save !== undefined) await saveResult(host);
    return throwOnFailure ? requireAll(result, action) : result;
  };

/** @param {unknown} options */
function readOptions(options) {
  const given = members("options", options, RUN_OPTIONS);
  const secrets = secretSource(given.secretParameters);
  // As for the fleet operations: what is wrong with them is thrown here.
  secrets();
  return {
    calling: readCalling(given),
    secrets,
    save: /** @type {RunJobOptions["save"]} */ (optionalFunction("save", given.save)),
    progress: /** @type {RunJobOptions["onProgress"]} */ (optionalFunction("onProgress", given.onProgress)),
    throwOnFailure: optionalBoolean("throwOnFailure", given.throwOnFailure) === true,
  };
}

/** @param {FleetJob} job @param {NonNullable<RunJobOptions["save"]>} save */
async function saveChanges(job, save) {
  const changes = job.changes();
  if (changes.length > 0) await save(changes);
}

/** The outcomes, once nothing is sent any more. @param {{save: () => Promise<unknown>}} host */
async function saveResult(host) {
  try {
    await host.save();
  } catch (cause) {
    const message = "`save` failed after the job had ended; see the error's cause, and the job's `result()`";
    throw new TencentCloudError("Client.SaveFailed", message, { advice: "retry", cause });
  }
}
