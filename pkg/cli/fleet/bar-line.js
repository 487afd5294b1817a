import stringWidth from "../../dist/string-width.js";
import { countsText } from "./outcomes.js";
import { grouped } from "./plan-text.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */

const FULL = "█";
const EMPTY = "░";
const LONGEST_BAR = 30;
const SHORTEST_BAR = 6;
const GAP = "  ";

/**
 * What a bar shows.
 * @typedef {object} Measured
 * @property {string} label of the region; empty where there is only one bar
 * @property {number} total
 * @property {Record<string, number>} outcomes how many have each, and how many are pending
 * @property {number} perSecond how many ended in a second, so far; 0 where none has
 */

/**
 * One line that fits: what says least gives way first.
 * @param {Invocation} invocation
 * @param {Measured} measured
 * @param {number} columns of the terminal
 */
export function barLine(invocation, { label, total, outcomes, perSecond }, columns) {
  const { say } = invocation;
  const { pending = total, ...ended } = outcomes;
  const count = `${grouped(total - pending)}/${grouped(total)}`;
  const counts = countsText(invocation, ended);
  const rate = say({ en: `${perSecond.toFixed(1)}/s`, zh: `${perSecond.toFixed(1)} 台/秒` });
  const left = perSecond > 0 ? timeLeft(pending / perSecond) : "-:--";
  const rest = say({ en: `${left} left`, zh: `剩余 ${left}` });
  const texts = [[count, counts, rate, rest], [count, counts, rest], [count, rest], [count]].map((parts) =>
    parts.filter((part) => part !== "").join(GAP),
  );
  // The last column stays free: a terminal may wrap after it.
  const room = columns - 1 - (label === "" ? 0 : stringWidth(label) + GAP.length);
  const text = texts.find((text) => stringWidth(text) + GAP.length + SHORTEST_BAR <= room) ?? count;
  const width = Math.min(LONGEST_BAR, room - stringWidth(text) - GAP.length);
  const parts = [label, width >= SHORTEST_BAR ? bar(width, (total - pending) / (total || 1)) : "", text];
  const line = parts.filter((part) => part !== "").join(GAP);
  return stringWidth(line) < columns ? line : text.slice(0, Math.max(0, columns - 1));
}

/** @param {number} width @param {number} part */
function bar(width, part) {
  const full = Math.round(width * part);
  return FULL.repeat(full) + EMPTY.repeat(width - full);
}

/** @param {number} seconds */
function timeLeft(seconds) {
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
