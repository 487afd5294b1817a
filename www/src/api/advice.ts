import type { Advice, Problem } from "./types";

/** First match wins; the gateway's own advice, where it gives one, wins over all of them. */
const BY_CODE: readonly [prefix: string, advice: Advice][] = [
  ["AuthFailure.UnauthorizedOperation", "fix-permissions"],
  ["AuthFailure", "fix-credentials"],
  ["UnauthorizedOperation", "fix-permissions"],
  ["Gateway.Forbidden", "fix-permissions"],
  ["Gateway.NotConfigured", "give-up"],
  ["RequestLimitExceeded", "wait"],
  ["InternalError", "retry"],
  ["InternalServerError", "retry"],
  ["Client.Network", "retry"],
  ["Client.Timeout", "retry"],
  ["Client.BadReply", "retry"],
  ["Page.", "retry"],
];

/** What to do about a failed request of this page. */
export function adviceFor(problem: Problem): Advice {
  if (problem.advice) return problem.advice;
  const row = BY_CODE.find(([prefix]) => problem.code.startsWith(prefix));
  if (row) return row[1];
  return problem.status >= 500 ? "retry" : "fix-request";
}
