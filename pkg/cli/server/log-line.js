/** @type {Record<import("../../emulator/fetch.js").Reply["delivery"], string>} */
const ENDINGS = {
  whole: "",
  refused: ", connection refused",
  "no-name": ", name not found",
  "bad-certificate": ", certificate refused",
  lost: ", connection reset",
  cut: ", body cut",
  drip: ", byte by byte",
  never: ", never answered",
};

/**
 * One line of the log: `12:00:00.123 StartInstances ap-guangzhou 3 ids ok 8f3c… 2 ms`.
 * @param {Date} now
 * @param {import("../../emulator/fetch.js").Reply} reply
 * @param {number} ms from the first byte in to the last byte out
 */
export function line(now, { entry, status, delivery }, ms) {
  const time = now.toISOString().slice(11, 23);
  const ending = `${Math.round(ms)} ms${ENDINGS[delivery]}`;
  if (entry === null)
    return `${time} - - ${delivery === "whole" ? `preflight ${status}` : "Fault"} ${ending}`;
  const { action, region, instanceIds, code, requestId } = entry;
  const count = instanceIds?.length ?? 0;
  const ids = count === 1 ? instanceIds?.[0] : `${count} ids`;
  const plain = (/** @type {string | undefined} */ text) => text?.replace(/[^!-~]/g, "?") || "-";
  return `${time} ${plain(action)} ${plain(region)} ${count === 1 ? plain(ids) : ids} ${code ?? "ok"} ${requestId} ${ending}`;
}
