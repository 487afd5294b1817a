import { randomUUID } from "node:crypto";

/**
 * JSON; integers that a double cannot hold, which come as BigInt, with all their digits.
 * @param {unknown} value
 * @param {number} [indent]
 */
export function json(value, indent) {
  const mark = randomUUID();
  let found = false;
  const text = JSON.stringify(
    value,
    (_, member) => {
      if (typeof member !== "bigint") return member;
      found = true;
      return `${mark}${member}`;
    },
    indent,
  );
  return found ? text.replace(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1") : text;
}
