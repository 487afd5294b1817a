import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { UsageError } from "../usage-error.js";

/**
 * A server whose state outlives it. The file holds a whole emulator, and a journal beside it what came since: each request
 * and command with its moment, written before it is executed. The emulator is the same for the same calls at the same
 * moments, so that the two together give back all of it, wherever the process was killed.
 *
 * @typedef {import("../../emulator/core.js").Core} Core
 * @typedef {import("../../emulator/clock.js").Clock} Clock
 * @typedef {(clock: Clock) => Clock} Around
 * @typedef {{open: (around: Around) => Core, restore: (saved: string, around: Around) => Core}} Makers
 * @typedef {{atMs: number, call: (typeof CHANGES)[number], args: unknown[]}} Step
 */

const FORMAT = "tencentcloud-edge emulator state 1";

/** A longer journal is put into the file, so that the next start does not take long. */
const MAX_JOURNAL_BYTES = 32 * 1024 * 1024;

/** The methods that change something. */
const CHANGES = /** @type {const} */ ([
  "exchange",
  "inject",
  "clearFaults",
  "stubText",
  "clearStubs",
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
 * @returns {{core: () => Core, resumed: boolean, reset: () => void, close: () => void}}
 * @throws {UsageError} when the file is there and cannot be used
 */
export function openState(file, makers) {
  const clock = heldClock();
  const found = read(file);
  let core = found === undefined ? makers.open(clock.around) : restored(file, found.saved, makers, clock);
  if (found !== undefined) replay(core, clock, journalOf(file, found.generation));

  let generation = found?.generation ?? 0;
  let journal = -1;
  let bytes = 0;
  /** Puts everything into the file, and begins the journal anew. */
  const settle = (/** @type {Core} */ whole) => {
    // Until it is done: what would be written to the journal of before is not read again.
    bytes = Number.POSITIVE_INFINITY;
    writeWhole(file, JSON.stringify({ format: FORMAT, generation: generation + 1, saved: whole.save() }));
    generation += 1;
    const next = openSync(`${file}.journal`, "w", 0o600);
    if (journal !== -1) closeSync(journal);
    journal = next;
    bytes = writeLine(journal, String(generation));
  };
  settle(core);

  const write = (/** @type {Step} */ step) => {
    if (bytes > MAX_JOURNAL_BYTES) settle(core);
    const before = bytes;
    // Until the line is whole: one that is torn must not be followed by others.
    bytes = Number.POSITIVE_INFINITY;
    bytes = before + writeLine(journal, JSON.stringify(step));
  };

  const journaled = Object.fromEntries(
    CHANGES.map((call) => [
      call,
      (/** @type {unknown[]} */ ...args) => {
        const atMs = clock.now();
        write({ atMs, call, args: args.map(packed) });
        return clock.hold(atMs, () => /** @type {(...args: unknown[]) => unknown} */ (core[call])(...args));
      },
    ]),
  );
  const served = () => /** @type {Core} */ ({ ...core, ...journaled });
  let current = served();
  return {
    core: () => current,
    resumed: found !== undefined,
    /** Begins anew and forgets what the file held; when that cannot be written, everything stays as it was. */
    reset() {
      const putBack = clock.keep();
      const next = makers.open(clock.around);
      try {
        settle(next);
      } catch (error) {
        putBack();
        next.free();
        throw error;
      }
      core.free();
      core = next;
      current = served();
    },
    close() {
      settle(core);
      closeSync(journal);
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
    /** Gives back what puts the clock of now back. */
    keep() {
      const now = inner;
      return () => {
        inner = now;
      };
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
    throw new UsageError(`--state: ${file} cannot be used: ${/** @type {Error} */ (error).message}.`);
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
      clock.hold(atMs, () =>
        /** @type {(...args: unknown[]) => unknown} */ (core[call])(...args.map(unpacked)),
      );
    } catch (error) {
      // What was refused then is refused again, and had no effect either time.
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    }
  }
}

/**
 * @param {number} journal
 * @param {string} line
 * @returns {number} its bytes
 */
function writeLine(journal, line) {
  const bytes = Buffer.from(`${line}\n`);
  if (writeSync(journal, bytes) === bytes.length) return bytes.length;
  throw new Error("the journal of --state cannot be written: the disk is full");
}

/** @param {unknown} arg */
const packed = (arg) => (arg instanceof Uint8Array ? { bytes: Buffer.from(arg).toString("base64") } : arg);

/** @param {unknown} arg */
const unpacked = (arg) => {
  const { bytes } = /** @type {{bytes?: unknown}} */ (arg ?? {});
  return typeof bytes === "string" ? new Uint8Array(Buffer.from(bytes, "base64")) : arg;
};

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
  throw new UsageError(`--state: ${file} is not a state that this emulator wrote. Choose another file.`);
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
    throw new UsageError(`--state: ${file} cannot be read (${code}).`);
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
    throw new UsageError(`--state: ${file} cannot be written (${code}).`);
  }
}
