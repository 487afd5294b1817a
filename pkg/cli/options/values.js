import { nearest } from "../../lib/core/members.js";
import { STATES } from "../../lib/model.gen.js";
import { usage } from "../exit.js";

/**
 * How a value is read from its text; `name` is what the user wrote: "--rate".
 * @template T
 * @typedef {(text: string, name: string) => T} Read
 */

/** @type {Read<string>} */
export function text(given, name) {
  if (given !== "") return given;
  throw usage(`${name} is empty.`, `${name} 的值为空。`);
}

/** @param {number} least @param {number} [most] @returns {Read<number>} */
export const whole =
  (least, most = Number.MAX_SAFE_INTEGER) =>
  (given, name) => {
    const number = /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
    if (number >= least && number <= most) return number;
    const [en, zh] =
      most === Number.MAX_SAFE_INTEGER
        ? [`from ${least} on`, `不小于 ${least}`]
        : [`from ${least} to ${most}`, `${least} 到 ${most}`];
    throw usage(
      `${name} is "${given}": it must be a whole number ${en}.`,
      `${name} 的值“${given}”无效：必须是${zh}的整数。`,
    );
  };

/** @template {string} W @param {readonly W[]} words @returns {Read<W>} */
export const oneOf = (words) => (given, name) => {
  const word = words.find((candidate) => candidate === given);
  if (word !== undefined) return word;
  throw usage(
    `${name} is "${given}": it must be one of ${words.join(", ")}.`,
    `${name} 的值“${given}”无效：必须是 ${words.join("、")} 之一。`,
  );
};

/** A state of instances, in any case. @type {Read<string>} */
export function state(given, name) {
  const wanted = given.toUpperCase();
  if (/** @type {readonly string[]} */ (STATES).includes(wanted)) return wanted;
  const near = nearest(wanted, STATES);
  const [en, zh] = near === undefined ? ["", ""] : [` Did you mean ${near}?`, `您是否想写 ${near}？`];
  throw usage(
    `${name} is "${given}", which is no state.${en} There are ${STATES.join(", ")}.`,
    `${name} 的值“${given}”不是状态。${zh}可用的状态有 ${STATES.join("、")}。`,
  );
}

/** Values with commas between them. @type {Read<string[]>} */
export function commas(given, name) {
  const parts = given.split(",").map((part) => part.trim());
  if (parts.every((part) => part !== "")) return parts;
  throw usage(
    `${name} is "${given}": between two commas there must be a value.`,
    `${name} 的值“${given}”无效：逗号之间不能为空。`,
  );
}

const UNITS = /** @type {const} */ ({ "": 1_000, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 });

/** A duration in milliseconds: `90` and `90s` are seconds, `5m`, `1h`. @type {Read<number>} */
export function duration(given, name) {
  const [, amount = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|)$/.exec(given) ?? [];
  const ms = Math.round(Number(amount) * UNITS[/** @type {keyof typeof UNITS} */ (unit)]);
  if (amount !== "" && ms > 0) return ms;
  throw usage(
    `${name} is "${given}": it must be a time such as 90, 90s, 5m or 1h.`,
    `${name} 的值“${given}”无效：必须是时长，例如 90、90s、5m 或 1h。`,
  );
}

/** `KEY=VALUE`; the value may be empty, as that of a tag may. @type {Read<{key: string, value: string}>} */
export function pair(given, name) {
  const at = given.indexOf("=");
  if (at > 0) return { key: given.slice(0, at), value: given.slice(at + 1) };
  throw usage(`${name} is "${given}": it must be KEY=VALUE.`, `${name} 的值“${given}”无效：必须写成 键=值。`);
}

/** `NAME=VALUE[,VALUE]`, as DescribeInstances has its filters. @type {Read<{Name: string, Values: string[]}>} */
export function filter(given, name) {
  const at = given.indexOf("=");
  if (at > 0) return { Name: given.slice(0, at), Values: commas(given.slice(at + 1), name) };
  throw usage(
    `${name} is "${given}": it must be NAME=VALUE[,VALUE], such as zone=ap-guangzhou-6.`,
    `${name} 的值“${given}”无效：必须写成 NAME=VALUE[,VALUE]，例如 zone=ap-guangzhou-6。`,
  );
}

/** `FIRST[,FACTOR]`. @type {Read<{first: number, factor?: number}>} */
export function ramp(given, name) {
  const [, first, , factor] = /^(\d{1,9})(,(\d{1,6}(?:\.\d{1,3})?))?$/.exec(given) ?? [];
  const waves = { first: Number(first), ...(factor !== undefined && { factor: Number(factor) }) };
  if (first !== undefined && waves.first >= 1 && (waves.factor ?? 1) >= 1) return waves;
  throw usage(
    `${name} is "${given}": it must be FIRST[,FACTOR], a whole number from 1 on and how much larger each wave is, from 1 on: 10 or 10,3.`,
    `${name} 的值“${given}”无效：必须写成 FIRST[,FACTOR]，即首批数量（不小于 1 的整数）与每批的倍数（不小于 1），例如 10 或 10,3。`,
  );
}

/** A number of instances or a part of all. @type {Read<number | `${number}%`>} */
export function threshold(given, name) {
  if (/^\d{1,9}$/.test(given) && Number(given) >= 1) return Number(given);
  const [, percent] = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(given) ?? [];
  if (percent !== undefined && Number(percent) > 0 && Number(percent) <= 100) return `${Number(percent)}%`;
  throw usage(
    `${name} is "${given}": it must be a number from 1 on, or a part of all such as 10%.`,
    `${name} 的值“${given}”无效：必须是不小于 1 的整数，或 10% 这样的比例。`,
  );
}
