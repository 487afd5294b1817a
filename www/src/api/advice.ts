import { CLIENT_CODES, RULES } from "#model";
import type { Advice, Problem } from "./types";

/** Codes of the gateway and of this page, in which the model has no part. */
const OWN: readonly (readonly [prefix: string, advice: Advice])[] = [
  ["Gateway.Forbidden", "fix-permissions"],
  ["Gateway.NotConfigured", "give-up"],
  ["Page", "retry"],
];

const PREFIXES: readonly (readonly [prefix: string, advice: Advice])[] = [
  ...OWN,
  ...Object.entries(CLIENT_CODES),
  ...RULES.map(([prefix, , advice]) => [prefix, advice] as const),
];

/* A prefix goes on with a dot; only the codes of the instance states go on without one. */
const begins = (code: string, prefix: string) =>
  code === prefix || code.startsWith(prefix.endsWith("InstanceState") ? prefix : `${prefix}.`);

/** The advice for a failed request of this page: the gateway's, else that of the longest prefix of the code. */
export function adviceFor(problem: Problem): Advice {
  if (problem.advice) return problem.advice;
  const fitting = PREFIXES.filter(([prefix]) => begins(problem.code, prefix));
  const [longest] = fitting.sort(([one], [other]) => other.length - one.length);
  if (longest) return longest[1];
  return problem.status >= 500 ? "retry" : "fix-request";
}
