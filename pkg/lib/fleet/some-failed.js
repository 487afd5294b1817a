import { TencentCloudError } from "../core/errors.js";

/** @typedef {import("../../index.js").FleetResult} FleetResult */

/** The least hopeful first. */
const ADVICE = /** @type {const} */ ([
  "give-up",
  "fix-permissions",
  "fix-credentials",
  "fix-request",
  "wait",
  "retry",
]);
const FAILED = ["failed", "conflict", "unknown"];
/** How many codes the message names. */
const SHOWN_CODES = 5;

/**
 * The result, or `Client.SomeFailed` with it.
 * @param {FleetResult} result
 * @param {string} action
 */
export function requireAll(result, action) {
  if (result.ok) return result;
  const failed = result.instances.filter(
    ({ outcome, error }) => error !== undefined || FAILED.includes(outcome),
  );
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { outcome, error } of failed) {
    const code = error?.code ?? outcome;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const codes = [...counts].slice(0, SHOWN_CODES).map(([code, count]) => `${count} ${code}`);
  const message = `${failed.length} of ${result.instances.length} instances did not succeed (${codes.join(", ")}); see \`result\``;
  const given = failed.map(({ error }) => error?.advice ?? "wait");
  throw new TencentCloudError("Client.SomeFailed", message, {
    advice: ADVICE.find((advice) => given.includes(advice)) ?? "wait",
    action,
    result,
  });
}
