import { choice, list, needed, object, whole } from "./check.js";
import { fromWasm } from "./errors.js";
import { pack, unpack } from "./fields.js";
import { jobFields } from "./options.js";

/** @typedef {import("../index.js").FleetJob} FleetJob */
/** @typedef {import("../index.js").Pace} Pace */
/** @typedef {import("./host.js").ClientModule} ClientModule */

/**
 * Durable jobs and paces over a wasm module.
 * @param {ClientModule} wasm
 */
export function jobs(wasm) {
  /** @type {typeof import("../index.js").createJob} */
  function createJob(action, instanceIds, options) {
    const given = object("options", options);
    const nowMs = whole("nowMs", given.nowMs);
    const driver = choice("pace", given.pace, /** @type {const} */ (["job", "driver"])) === "driver";
    const perSecond = whole("perSecond", given.perSecond, 1) ?? 10;
    const fields = jobFields(needed("action", action), given, {
      nowMs: nowMs ?? Number(needed("nowMs", undefined)),
      pace: driver ? "driver" : String(perSecond),
    });
    const ids = list("instanceIds", instanceIds);
    return wrap(guarded(() => new wasm.JobHandle(ids, pack(fields)), ids));
  }

  /** @type {typeof import("../index.js").restoreJob} */
  function restoreJob(saved) {
    if (typeof saved === "string") return wrap(guarded(() => wasm.JobHandle.restore(saved)));
    const texts = list("saved", saved).flatMap((row) =>
      list("saved", row).map((part) => needed("saved", part)),
    );
    return wrap(guarded(() => wasm.JobHandle.restore_rows(pack(texts))));
  }

  /** @type {typeof import("../index.js").createPace} */
  function createPace(perSecond, saved) {
    const pace = guarded(() => new wasm.PaceHandle(Number(whole("perSecond", perSecond, 1)), saved));
    return {
      perSecond,
      take(nowMs) {
        const [slot = -1, atMs = Number.POSITIVE_INFINITY] = pace.take(nowMs) ?? [];
        return { slot, atMs };
      },
      freed: (slot, nowMs) => pace.freed(slot, nowMs),
      throttled: (nowMs) => pace.throttled(nowMs),
      save: () => pace.save(),
    };
  }

  return { createJob, restoreJob, createPace };
}

/**
 * @template T
 * @param {() => T} make
 * @param {readonly unknown[]} [ids]
 */
function guarded(make, ids) {
  try {
    return make();
  } catch (thrown) {
    throw fromWasm(thrown, { ids });
  }
}

/**
 * @param {InstanceType<ClientModule["JobHandle"]>} handle
 * @returns {FleetJob}
 */
function wrap(handle) {
  const region = handle.region();
  return {
    next(nowMs) {
      const { action, payload, ...step } = JSON.parse(handle.next(nowMs));
      if (step.kind !== "send") return step;
      return { ...step, request: { service: "cvm", version: "2017-03-12", action, region, payload } };
    },
    sent: (ticket, nowMs) => void handle.sent(ticket, nowMs),
    answered(ticket, nowMs, httpStatus, body, meta = {}) {
      handle.answered(ticket, nowMs, httpStatus, body, retryAfterMs(meta, nowMs));
    },
    lost: (ticket, nowMs, reason) => handle.lost(ticket, nowMs, reason),
    cancel: (nowMs) => handle.cancel(nowMs),
    progress: () => JSON.parse(handle.progress()),
    result: () => JSON.parse(handle.result()),
    save: () => handle.save(),
    changes() {
      const texts = unpack(handle.changes());
      return Array.from({ length: texts.length / 2 }, (_, at) => [
        texts[2 * at] ?? "",
        texts[2 * at + 1] ?? "",
      ]);
    },
    free: () => handle.free(),
  };
}

/**
 * Retry-After as a duration: seconds, or a date counted from the reply's own Date (RFC 9110). -1 for none.
 * @param {{retryAfter?: string, date?: string}} meta
 * @param {number} nowMs
 */
function retryAfterMs({ retryAfter, date }, nowMs) {
  if (retryAfter === undefined) return -1;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  const from = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? -1 : Math.max(0, at - (Number.isNaN(from) ? nowMs : from));
}
