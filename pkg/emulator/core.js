import { realClock, virtualClock } from "./clock.js";
import { ASSUMPTIONS, badArgument, OPTIONS, RULE, refuseMisspelled } from "./members.js";
import { asJson, freed, problem } from "./problems.js";
import { pack, unpack } from "./saved.js";
import { stubMethods } from "./stubs.js";

/**
 * @typedef {typeof import("../dist/emulator.js")} EmulatorModule
 * @typedef {import("../dist/emulator.js").EmulatorHandle} Handle
 * @typedef {import("./clock.js").Clock} Clock
 * @typedef {import("../emulator.d.ts").Emulator} Emulator
 * @typedef {import("../emulator.d.ts").EmulatorOptions} EmulatorOptions
 */

/**
 * An emulator without a network: what `createEmulator` and the server of the command line have in common.
 * @typedef {Omit<Emulator, "fetch" | typeof Symbol.dispose> & {
 *   clock: Clock,
 *   exchange: (head: import("./fetch.js").Head, body: Uint8Array) => import("./fetch.js").Reply | import("./stubs.js").Asked,
 *   finish: (asked: import("./stubs.js").Asked) => Promise<import("./fetch.js").Reply>,
 *   stubText: (service: string, action: string, reply: string) => void,
 *   diagnosisKeys: (head: import("./fetch.js").Head, body: Uint8Array) => string | undefined,
 * }} Core
 */

/** 2026-01-01T00:00:00Z */
const VIRTUAL_START_MS = 1_767_225_600_000;

/**
 * @param {EmulatorModule} wasm
 * @param {EmulatorOptions} options
 * @param {(clock: Clock) => Clock} [around] what the clock is put into
 * @returns {Core}
 */
export function openCore({ EmulatorHandle }, options, around = (clock) => clock) {
  if (typeof options !== "object" || options === null) {
    throw badArgument("createEmulator() takes an object of options, or nothing");
  }
  refuseMisspelled("options", options, OPTIONS);
  refuseMisspelled("options.assume", options.assume, ASSUMPTIONS);
  const { clock, nowMs, ...rest } = options;
  const its = around(readClock(clock, nowMs));
  return core(
    problem(() => new EmulatorHandle(asJson("options", rest))),
    its,
  );
}

/**
 * @param {EmulatorModule} wasm
 * @param {string} saved
 * @param {(clock: Clock) => Clock} [around]
 * @returns {Core}
 */
export function restoreCore({ EmulatorHandle }, saved, around = (clock) => clock) {
  const { nowMs, state } = unpack(saved);
  const clock = around(nowMs === undefined ? realClock() : virtualClock(nowMs));
  return core(
    problem(() => EmulatorHandle.restore(state)),
    clock,
  );
}

/**
 * @param {Handle} handle
 * @param {Clock} clock
 * @returns {Core}
 */
function core(handle, clock) {
  let alive = true;
  /**
   * @template T
   * @param {() => T} work
   */
  const living = (work) => {
    if (!alive) throw freed();
    return problem(work);
  };
  return {
    clock,
    ...stubMethods(handle, clock, living),

    exchange: (head, body) => living(() => handle.handle(clock.now(), head, body)),

    diagnosisKeys: (head, body) => living(() => handle.diagnosis_keys(head, body)),

    advance: (ms) =>
      living(() => {
        clock.advance(ms);
        handle.settle(clock.now());
      }),

    inject: (...rules) => {
      for (const rule of rules) refuseMisspelled("rule", rule, RULE);
      living(() => handle.inject(asJson("fault rules", rules)));
    },

    clearFaults: () => living(() => handle.clear_faults()),

    addKey: (key) => living(() => handle.add_key(asJson("key", key ?? null))),

    removeKey: (secretId) => living(() => handle.remove_key(String(secretId))),

    keys: () => living(() => JSON.parse(handle.keys())),

    setPolicies: (rows) => living(() => handle.set_policies(asJson("policies", rows ?? null))),

    set: (instanceId, state) => living(() => handle.set(clock.now(), String(instanceId), String(state))),

    snapshot: () => living(() => JSON.parse(handle.snapshot(clock.now()))),

    save: () => living(() => pack(clock, handle.save())),

    free() {
      if (!alive) return;
      alive = false;
      clock.end(freed());
      handle.free();
    },
  };
}

/**
 * @param {unknown} mode
 * @param {unknown} nowMs
 */
function readClock(mode = "real", nowMs = undefined) {
  if (mode !== "real" && mode !== "virtual") {
    throw badArgument('the option `clock` is neither "real" nor "virtual"');
  }
  if (mode === "real") {
    if (nowMs === undefined) return realClock();
    throw badArgument('the option `nowMs` needs `clock: "virtual"`: a real clock begins at the time it is');
  }
  const begin = nowMs ?? VIRTUAL_START_MS;
  if (typeof begin !== "number" || !Number.isSafeInteger(begin) || begin < 0) {
    throw new RangeError("the option `nowMs` is not a whole number of milliseconds since 1970");
  }
  return virtualClock(begin);
}
