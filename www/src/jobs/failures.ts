import type { Advice, InstanceOutcome, Outcome, Progress } from "../api/types";

const TROUBLE: ReadonlySet<Outcome> = new Set<Outcome>(["failed", "conflict", "unknown"]);

/** How many of a job's instances did not get where they were sent. */
export function countTroubles({ outcomes }: Progress): number {
  let count = 0;
  for (const outcome of TROUBLE) count += outcomes[outcome] ?? 0;
  return count;
}

/** Instances that went wrong in the same way. */
export interface Trouble {
  outcome: Outcome;
  /** "" where a job gives no reason. */
  code: string;
  message: string;
  advice: Advice | null;
  /** Of the first request that was refused like this. */
  requestId: string | null;
  instanceIds: string[];
}

/** The rows that went wrong, one group for each outcome and code, the largest group first. */
export function groupTroubles(rows: readonly InstanceOutcome[]): Trouble[] {
  const groups = new Map<string, Trouble>();
  for (const { instanceId, outcome, error, requestId } of rows) {
    if (!TROUBLE.has(outcome)) continue;
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
