import { anyNumber, integer, list, requiredString, text, timestampMs } from "../core/check.js";
import { disposable, freeOnce } from "../core/dispose.js";
import { invalidArgument, translateErrors } from "../core/errors.js";

/** The highest rate a pace takes. */
const MAX_PER_SECOND = 10_000;

/**
 * `createPace` over a wasm module.
 * @param {Pick<import("../calling/host.js").ClientModule, "PaceHandle">} wasm
 * @returns {typeof import("../../index.js").createPace}
 */
export const createPaceFunction = (wasm) =>
  function createPace(perSecond, saved) {
    const limit = requestRate(perSecond) ?? Number(requiredString("perSecond", undefined));
    const before =
      saved === undefined || typeof saved === "string"
        ? text("saved", saved)
        : list("saved", saved)
            .map((part) => requiredString("saved", part))
            .join("\n");
    const { use, free } = freeOnce(
      translateErrors(() => new wasm.PaceHandle(limit, before)),
      "the pace was freed; make another of what it saved",
    );
    return disposable({
      perSecond: limit,
      take(nowMs, leaseMs) {
        const now = timestampMs("nowMs", nowMs);
        const [slot = -1, atMs = Number.POSITIVE_INFINITY] =
          use().take(now, integer("leaseMs", leaseMs, 1)) ?? [];
        return { slot, atMs };
      },
      freed: (slot, nowMs) => use().freed(anyNumber("slot", slot), timestampMs("nowMs", nowMs)),
      throttled: (nowMs) => use().throttled(timestampMs("nowMs", nowMs)),
      save: () => use().save(),
      free,
    });
  };

/** Requests a second. @param {unknown} value */
export function requestRate(value) {
  const perSecond = integer("perSecond", value, 1);
  if (perSecond === undefined || perSecond <= MAX_PER_SECOND) return perSecond;
  throw invalidArgument("perSecond", `must be at most ${MAX_PER_SECOND}`);
}
