import { dateMs, retryAfterMs } from "../calling/retry-after.js";
import { anyNumber, integer, list, oneOf, requiredString, text, timestampMs } from "../core/check.js";
import { disposable, freeOnce } from "../core/dispose.js";
import { invalidArgument, translateErrors } from "../core/errors.js";
import { pack, packFields, unpack } from "../core/fields.js";
import { listIds } from "../core/instance-ids.js";
import { members, pick } from "../core/members.js";
import { SERVICE, VERSION } from "../model.gen.js";
import { JOB_OPTIONS, jobFields } from "./job-options.js";
import { requestRate } from "./pace.js";
import { secretSource } from "./parameters.js";

/** @typedef {import("../../index.js").FleetJob} FleetJob */
/** @typedef {InstanceType<ClientModule["JobHandle"]>} JobHandle */
/** @typedef {import("../calling/host.js").ClientModule} ClientModule */

/** What `createJob` takes; `secretParameters` only to be told where they go. */
const CREATE_OPTIONS = /** @type {const} */ ([
  ...JOB_OPTIONS,
  "seed",
  "nowMs",
  "pace",
  "perSecond",
  "secretParameters",
]);
/** What is said of a failure, in characters; the rest is cut off. */
const MAX_REASON_LENGTH = 1_000;
/** A longer reply is no DescribeInstances reply and would only fill the module's memory: the job gets an empty one. */
const MAX_REPLY_LENGTH = 16 * 1024 * 1024;

/** What each job does its work with. @type {WeakMap<object, () => JobHandle>} */
const handles = new WeakMap();

/**
 * Durable jobs over a wasm module.
 * @param {ClientModule} wasm
 */
export function createJobFunctions(wasm) {
  /** @type {typeof import("../../index.js").createJob} */
  function createJob(action, instanceIds, options) {
    const given = members("options", options, CREATE_OPTIONS);
    if (given.secretParameters !== undefined) {
      throw invalidArgument(
        "secretParameters",
        "is given to `next`: a job can be saved, so it holds no secrets",
      );
    }
    const nowMs = integer("nowMs", given.nowMs);
    const driver = oneOf("pace", given.pace, /** @type {const} */ (["job", "driver"])) === "driver";
    const perSecond = requestRate(given.perSecond) ?? 10;
    const fields = jobFields(requiredString("action", action), given, {
      nowMs: nowMs ?? Number(requiredString("nowMs", undefined)),
      pace: driver ? "driver" : perSecond,
    });
    const ids = listIds(instanceIds);
    return createFleetJob(translateErrors(() => new wasm.JobHandle(ids, packFields(fields)), ids));
  }

  /** @type {typeof import("../../index.js").restoreJob} */
  function restoreJob(saved) {
    if (typeof saved === "string") {
      const savedText = requiredString("saved", saved);
      return createFleetJob(translateErrors(() => wasm.JobHandle.restore(savedText)));
    }
    const texts = list("saved", saved).flatMap((row) =>
      list("saved", row).map((part) => requiredString("saved", part)),
    );
    return createFleetJob(translateErrors(() => wasm.JobHandle.restore_rows(pack(texts))));
  }

  return { createJob, restoreJob };
}

/** The module counts tickets from 1 in 32 bits; wasm would truncate any other number to one that may be somebody's ticket. @param {unknown} value */
function ticketOf(value) {
  const ticket = anyNumber("ticket", value);
  return Number.isInteger(ticket) && ticket > 0 && ticket < 2 ** 32 ? ticket : 0;
}

/** What is said of a failure, cut. @param {string} name @param {unknown} value */
const shortText = (name, value) => requiredString(name, value).slice(0, MAX_REASON_LENGTH);

/** @param {unknown} value */
function statusOf(value) {
  const status = integer("httpStatus", value) ?? Number(requiredString("httpStatus", undefined));
  if (status > 999) throw invalidArgument("httpStatus", "must have three digits");
  return status;
}

/**
 * @param {JobHandle} jobHandle
 * @returns {FleetJob}
 */
function createFleetJob(jobHandle) {
  const region = jobHandle.region();
  const { use: handle, free } = freeOnce(jobHandle, "the job was freed; restore it from what it saved");
  /** @type {FleetJob} */
  const job = disposable({
    next(nowMs, secretParameters) {
      const [now, secrets] = [timestampMs("nowMs", nowMs), secretSource(secretParameters)()];
      const { action, payload, ...step } = JSON.parse(translateErrors(() => handle().next(now, secrets)));
      if (step.kind !== "send") return step;
      return { ...step, request: { service: SERVICE, version: VERSION, action, region, payload } };
    },
    held: (ticket, nowMs, reason) =>
      handle().held(
        ticketOf(ticket),
        timestampMs("nowMs", nowMs),
        reason === undefined ? undefined : shortText("reason", reason),
      ),
    repeated: (ticket, nowMs) => handle().repeated(ticketOf(ticket), timestampMs("nowMs", nowMs)),
    sent: (ticket, nowMs) => handle().sent(ticketOf(ticket), timestampMs("nowMs", nowMs)),
    answered(ticket, nowMs, httpStatus, body, meta = {}) {
      const now = timestampMs("nowMs", nowMs);
      const reply = requiredString("body", body);
      const waitMs = waitAskedFor(meta, now);
      const believed = reply.length > MAX_REPLY_LENGTH ? "" : reply;
      handle().answered(ticketOf(ticket), now, statusOf(httpStatus), believed, waitMs);
    },
    lost: (ticket, nowMs, reason) =>
      handle().lost(ticketOf(ticket), timestampMs("nowMs", nowMs), shortText("reason", reason)),
    credentialsFailed(nowMs, error) {
      const { code, message } = pick("error", error, ["code", "message"]);
      const now = timestampMs("nowMs", nowMs);
      handle().reject(now, shortText("error.code", code), shortText("error.message", message));
    },
    cancel: (nowMs) => handle().cancel(timestampMs("nowMs", nowMs)),
    progress: () => JSON.parse(handle().progress()),
    result: () => JSON.parse(handle().result()),
    save: () => handle().save(),
    changes() {
      const texts = unpack(handle().changes());
      return Array.from({ length: texts.length / 2 }, (_, at) => [
        texts[2 * at] ?? "",
        texts[2 * at + 1] ?? "",
      ]);
    },
    free,
  });
  handles.set(job, handle);
  return job;
}

/**
 * The handle of a job that was made here and is not freed.
 * @param {unknown} job
 * @returns {JobHandle}
 */
export function handleOf(job) {
  const handle = handles.get(/** @type {object} */ (job));
  if (handle === undefined) throw invalidArgument("job", "must be what createJob() or restoreJob() returned");
  return handle();
}

/** How long the reply asks to wait, in milliseconds, -1 for not at all. @param {unknown} meta @param {number} nowMs */
function waitAskedFor(meta, nowMs) {
  const given = members("meta", meta, ["retryAfter", "date"]);
  const date = dateMs(text("meta.date", given.date));
  return retryAfterMs(text("meta.retryAfter", given.retryAfter), date ?? nowMs) ?? -1;
}
