import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { Mistake } from "./mistake.js";

/**
 * A server whose state outlives it. The file holds a whole emulator, and a journal beside it what came since: each request
 * and command with its moment, written before it is executed. The emulator is the same for the same calls at the same
 * moments, so that the two together give back all of it, wherever the process was killed.
 *
 * @typedef {import("../emulator/core.js").Core} Core
 * @typedef {import("../emulator/clock.js").Clock} Clock
 * @typedef {(clock: Clock) => Clock} Around
 * @typedef {{open: (around: Around) => Core, restore: (saved: string, around: Around) => Core}} Makers
 * @typedef {{atMs: number, call: (typeof CHANGES)[number], args: any[]}} Step
 */

const FORMAT = "tencentcloud-edge emulator state 1";

/** A longer journal is put into the file, so that the next start does not take long. */
const MAX_JOURNAL_BYTES = 32 * 1024 * 1024;

/** The methods that change something. */
const CHANGES = /** @type {const} */ ([
  "exchange",
  "inject",
  "clearFaults",
  "addKey",
  "removeKey",
  "setPolicies",
  "set",
  "advance",
]);

/**
 * Opens what the file holds, or begins anew when there is none.
 * @param {string} file
 * @param {Makers} makers
 * @returns {{core: Core, resumed: boolean, close: () => void, discard: () => void}}
 * @throws {Mistake} when the file is there and cannot be used
 */
export function openState(file, makers) {
  const clock = heldClock();
  const found = read(file);
  const core = found === undefined ? makers.open(clock.around) : restored(file, found.saved, makers, clock);
  if (found !== undefined) replay(core, clock, journalOf(file, found.generation));

  let generation = found?.generation ?? 0;
  let journal = -1;
  let bytes = 0;
  const settle = () => {
    generation += 1;
    writeWhole(file, JSON.stringify({ format: FORMAT, generation, saved: core.save() }));
    if (journal !== -1) closeSync(journal);
    journal = openSync(`${file}.journal`, "w", 0o600);
    bytes = writeSync(journal, `${generation}\n`);
  };
  settle();

  const journaled = Object.fromEntries(
    CHANGES.map((call) => [
      call,
      (/** @type {any[]} */ ...args) => {
        if (bytes > MAX_JOURNAL_BYTES) settle();
        const atMs = clock.now();
        bytes += writeSync(journal, `${JSON.stringify({ atMs, call, args: args.map(packed) })}\n`);
        return clock.hold(atMs, () => /** @type {any} */ (core[call])(...args));
      },
    ]),
  );
  return {
    core: /** @type {Core} */ ({ ...core, ...journaled }),
    resumed: found !== undefined,
    close() {
      settle();
      closeSync(journal);
    },
    /** Ends it and forgets what the file holds. */
    discard() {
      core.free();
      closeSync(journal);
      for (const part of [file, `${file}.journal`]) rmSync(part, { force: true });
    },
  };
}

/** A clock that can be held at a moment, so that what is written and what is done have the same. */
function heldClock() {
  /** @type {Clock | undefined} */
  let inner;
  /** @type {number | undefined} */
  let held;
  const now = () => held ?? /** @type {Clock} */ (inner).now();
  return {
    now,
    /** @type {Around} */
    around(clock) {
      inner = clock;
      return clock.virtual ? clock : { ...clock, now };
    },
    /**
     * @template T
     * @param {number} atMs
     * @param {() => T} work
     */
    hold(atMs, work) {
      held = atMs;
      try {
        return work();
      } finally {
        held = undefined;
      }
    },
  };
}

/**
 * @param {string} file
 * @param {string} saved
 * @param {Makers} makers
 * @param {ReturnType<typeof heldClock>} clock
 */
function restored(file, saved, makers, clock) {
  try {
    return makers.restore(saved, clock.around);
  } catch (error) {
    throw new Mistake(`--state: ${file} cannot be used: ${/** @type {Error} */ (error).message}.`);
  }
}

/**
 * @param {Core} core
 * @param {ReturnType<typeof heldClock>} clock
 * @param {Step[]} steps
 */
function replay(core, clock, steps) {
  for (const { atMs, call, args } of steps) {
    try {
      clock.hold(atMs, () => /** @type {any} */ (core[call])(...args.map(unpacked)));
    } catch (error) {
      // What was refused then is refused again, and had no effect either time.
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    }
  }
}

/** @param {unknown} arg */
const packed = (arg) => (arg instanceof Uint8Array ? { bytes: Buffer.from(arg).toString("base64") } : arg);

/** @param {any} arg */
const unpacked = (arg) =>
  typeof arg?.bytes === "string" ? new Uint8Array(Buffer.from(arg.bytes, "base64")) : arg;

/**
 * @param {string} file
 * @returns {{generation: number, saved: string} | undefined}
 */
function read(file) {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const { format, generation, saved } = JSON.parse(text);
    if (format === FORMAT && Number.isSafeInteger(generation)) return { generation, saved };
  } catch {
    // Told below, with the others that are no state.
  }
  throw new Mistake(`--state: ${file} is not a state that this emulator wrote. Choose another file.`);
}

/**
 * The steps of a generation's journal. Its last line may be torn: that request was never answered.
 * @param {string} file
 * @param {number} generation
 * @returns {Step[]}
 */
function journalOf(file, generation) {
  const [head, ...lines] = (readIfThere(`${file}.journal`) ?? "").split("\n");
  // One of an earlier generation is in the file already.
  if (head !== String(generation)) return [];
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOENT") return undefined;
    throw new Mistake(`--state: ${file} cannot be read (${code}).`);
  }
}

/**
 * Writes a file so that it is there whole or not at all.
 * @param {string} file
 * @param {string} text
 */
function writeWhole(file, text) {
  const draft = `${file}.new`;
  try {
    const open = openSync(draft, "w", 0o600);
    appendFileSync(open, text);
    fsyncSync(open);
    closeSync(open);
    renameSync(draft, file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Mistake(`--state: ${file} cannot be written (${code}).`);
  }
}
