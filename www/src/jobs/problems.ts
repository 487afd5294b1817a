import type { Advice, InstanceOutcome, Outcome, Progress } from "../api/types";

/** The outcomes that need somebody's attention. */
const PROBLEM_OUTCOMES: ReadonlySet<Outcome> = new Set<Outcome>(["failed", "conflict", "unknown"]);

/** How many instances of a job need attention. */
export function countProblems({ outcomes }: Progress): number {
  let count = 0;
  for (const outcome of PROBLEM_OUTCOMES) count += outcomes[outcome] ?? 0;
  return count;
}

/** Instances with the same outcome and error code. */
export interface ProblemGroup {
  outcome: Outcome;
  /** "" if the job gives no reason. */
  code: string;
  message: string;
  advice: Advice | null;
  /** Of the first of the failed requests. */
  requestId: string | null;
  instanceIds: string[];
}

/** The instances that need attention, grouped by outcome and code, the largest group first. */
export function groupProblems(rows: readonly InstanceOutcome[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>();
  for (const { instanceId, outcome, error, requestId } of rows) {
    if (!PROBLEM_OUTCOMES.has(outcome)) continue;
    const code = error?.code ?? "";
    const key = `${outcome} ${code}`;
    const group = groups.get(key) ?? {
      outcome,
      code,
      message: error?.message ?? "",
      advice: error?.advice ?? null,
      requestId: requestId ?? null,
      instanceIds: [],
    };
    group.instanceIds.push(instanceId);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.instanceIds.length - a.instanceIds.length);
}
