const FORMAT = "tencentcloud-edge emulator 1";

/**
 * The clock beside the module's own text, which stays a text: its numbers are larger than JavaScript's.
 * @param {import("./clock.js").Clock} clock
 * @param {string} state
 */
export function pack(clock, state) {
  return JSON.stringify({ format: FORMAT, ...(clock.virtual && { nowMs: clock.now() }), state });
}

/**
 * @param {unknown} saved
 * @returns {{nowMs?: number, state: string}}
 * @throws {TypeError} for anything that `pack` did not write; it quotes nothing
 */
export function unpack(saved) {
  const { format, nowMs, state } = read(saved);
  const moment =
    nowMs === undefined || (typeof nowMs === "number" && Number.isSafeInteger(nowMs) && nowMs >= 0);
  if (format !== FORMAT || typeof state !== "string" || !moment) {
    throw new TypeError("restoreEmulator() takes the text that an emulator's save() returned, unchanged");
  }
  return { state, ...(nowMs !== undefined && { nowMs: /** @type {number} */ (nowMs) }) };
}

/**
 * @param {unknown} saved
 * @returns {Record<string, unknown>}
 */
function read(saved) {
  try {
    return typeof saved === "string" ? (JSON.parse(saved) ?? {}) : {};
  } catch {
    return {};
  }
}
