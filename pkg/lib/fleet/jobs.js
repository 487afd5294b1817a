import { jobFields } from "../calling/options.js";
import { choice, list, members, moment, needed, text, whole } from "../core/check.js";
import { argument, fromWasm, TencentCloudError } from "../core/errors.js";
import { pack, unpack } from "../core/fields.js";

/** @typedef {import("../../index.js").FleetJob} FleetJob */
/** @typedef {import("../../index.js").Pace} Pace */
/** @typedef {import("../calling/host.js").ClientModule} ClientModule */

/** The most requests a second a pace is made for. */
const MOST_PER_SECOND = 10_000;
/** A reply of more characters says nothing that could be believed, and would only fill the module's memory. */
const LONGEST_REPLY = 16 * 1024 * 1024;

/**
 * Durable jobs and paces over a wasm module.
 * @param {ClientModule} wasm
 */
export function jobs(wasm) {
  /** @type {typeof import("../../index.js").createJob} */
  function createJob(action, instanceIds, options) {
    const given = members("options", options, ["nowMs", "pace", "perSecond"]);
    const nowMs = whole("nowMs", given.nowMs);
    const driver = choice("pace", given.pace, /** @type {const} */ (["job", "driver"])) === "driver";
    const perSecond = rate(given.perSecond) ?? 10;
    const fields = jobFields(needed("action", action), options, {
      nowMs: nowMs ?? Number(needed("nowMs", undefined)),
      pace: driver ? "driver" : perSecond,
    });
    const ids = list("instanceIds", instanceIds);
    return wrap(guarded(() => new wasm.JobHandle(ids, pack(fields)), ids));
  }

  /** @type {typeof import("../../index.js").restoreJob} */
  function restoreJob(saved) {
    if (typeof saved === "string") {
      const whole = needed("saved", saved);
      return wrap(guarded(() => wasm.JobHandle.restore(whole)));
    }
    const texts = list("saved", saved).flatMap((row) =>
      list("saved", row).map((part) => needed("saved", part)),
    );
    return wrap(guarded(() => wasm.JobHandle.restore_rows(pack(texts))));
  }

  /** @type {typeof import("../../index.js").createPace} */
  function createPace(perSecond, saved) {
    const limit = rate(perSecond) ?? Number(needed("perSecond", undefined));
    const before = text("saved", saved);
    const pace = guarded(() => new wasm.PaceHandle(limit, before));
    return {
      perSecond: limit,
      take(nowMs, leaseMs) {
        const now = moment("nowMs", nowMs);
        const [slot = -1, atMs = Number.POSITIVE_INFINITY] =
          pace.take(now, whole("leaseMs", leaseMs, 1)) ?? [];
        return { slot, atMs };
      },
      freed: (slot, nowMs) => pace.freed(number("slot", slot), moment("nowMs", nowMs)),
      throttled: (nowMs) => pace.throttled(moment("nowMs", nowMs)),
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

/** Requests a second. @param {unknown} value */
function rate(value) {
  const perSecond = whole("perSecond", value, 1);
  if (perSecond === undefined || perSecond <= MOST_PER_SECOND) return perSecond;
  throw argument("perSecond", `must be at most ${MOST_PER_SECOND}`);
}

/**
 * A number that stands for something: one that stands for nothing is ignored by whoever looks for it.
 * @param {string} name
 * @param {unknown} value
 */
function number(name, value) {
  if (typeof value === "number") return value;
  throw argument(name, "must be a number");
}

/** The module counts tickets from 1 in 32 bits: what is no ticket must not be cut down to one. @param {unknown} value */
function ticketOf(value) {
  const ticket = number("ticket", value);
  return Number.isInteger(ticket) && ticket > 0 && ticket < 2 ** 32 ? ticket : 0;
}

/** @param {unknown} value */
function statusOf(value) {
  const status = whole("httpStatus", value) ?? Number(needed("httpStatus", undefined));
  if (status > 999) throw argument("httpStatus", "must have three digits");
  return status;
}

/**
 * @param {InstanceType<ClientModule["JobHandle"]>} handle
 * @returns {FleetJob}
 */
function wrap(handle) {
  const region = handle.region();
  let freed = false;

  /** The handle, while there is one. */
  function its() {
    if (!freed) return handle;
    throw new TencentCloudError("Client.Freed", "the job was freed; restore it from what it saved", {
      advice: "fix-request",
    });
  }

  function free() {
    if (!freed) handle.free();
    freed = true;
  }

  return {
    next(nowMs) {
      const { action, payload, ...step } = JSON.parse(its().next(moment("nowMs", nowMs)));
      if (step.kind !== "send") return step;
      return { ...step, request: { service: "cvm", version: "2017-03-12", action, region, payload } };
    },
    held: (ticket, nowMs) => its().held(ticketOf(ticket), moment("nowMs", nowMs)),
    repeated: (ticket, nowMs) => its().repeated(ticketOf(ticket), moment("nowMs", nowMs)),
    sent: (ticket, nowMs) => its().sent(ticketOf(ticket), moment("nowMs", nowMs)),
    answered(ticket, nowMs, httpStatus, body, meta = {}) {
      const now = moment("nowMs", nowMs);
      const reply = needed("body", body);
      const after = retryAfterMs(meta, now);
      const shown = reply.length > LONGEST_REPLY ? "" : reply;
      its().answered(ticketOf(ticket), now, statusOf(httpStatus), shown, after);
    },
    lost: (ticket, nowMs, reason) =>
      its().lost(ticketOf(ticket), moment("nowMs", nowMs), needed("reason", reason).slice(0, 1_000)),
    cancel: (nowMs) => its().cancel(moment("nowMs", nowMs)),
    progress: () => JSON.parse(its().progress()),
    result: () => JSON.parse(its().result()),
    save: () => its().save(),
    changes() {
      const texts = unpack(its().changes());
      return Array.from({ length: texts.length / 2 }, (_, at) => [
        texts[2 * at] ?? "",
        texts[2 * at + 1] ?? "",
      ]);
    },
    free,
  };
}

/**
 * Retry-After as a duration: seconds, or a date counted from the reply's own Date (RFC 9110). -1 for none.
 * @param {unknown} meta
 * @param {number} nowMs
 */
function retryAfterMs(meta, nowMs) {
  const given = members("meta", meta, ["retryAfter", "date"]);
  const retryAfter = text("meta.retryAfter", given.retryAfter);
  const date = text("meta.date", given.date);
  if (retryAfter === undefined) return -1;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  const from = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? -1 : Math.max(0, at - (Number.isNaN(from) ? nowMs : from));
}
