/**
 * The rows of a job whose time begins anew: it has a deadline, counted from when it was made, and may have been interrupted long
 * before it is gone on with.
 * @param {Map<string, string>} rows
 * @param {number} nowMs
 * @param {number} timeoutMs from now on
 * @returns {Map<string, string>}
 */
export function withTimeFrom(rows, nowMs, timeoutMs) {
  const head = rows.get("head") ?? "";
  const madeAtMs = Number(/^now\t(\d+)$/m.exec(head)?.[1]);
  // One of a format without these lines keeps its deadline.
  if (!Number.isSafeInteger(madeAtMs)) return rows;
  const deadline = `deadline\t${Math.max(0, nowMs - madeAtMs) + timeoutMs}`;
  return new Map(rows).set("head", head.replace(/^deadline\t\d+$/m, deadline));
}

/** Whether these rows say that a job was ended before its instances were: it is not to stay ended. @param {Array<[string, string]>} rows */
export const isCutShort = (rows) => rows.some(([key, value]) => key === "head" && /^ending\t/m.test(value));
