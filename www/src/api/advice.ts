import type { Advice, Problem } from "./types";

/** The first match applies, unless the gateway gives an advice of its own. */
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

/** The advice for a failed request of this page. */
export function adviceFor(problem: Problem): Advice {
  if (problem.advice) return problem.advice;
  const row = BY_CODE.find(([prefix]) => problem.code.startsWith(prefix));
  if (row) return row[1];
  return problem.status >= 500 ? "retry" : "fix-request";
}
