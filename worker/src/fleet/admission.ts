/** The jobs in memory. */
export interface Memory {
  readonly size: number;
  /** Instances of all of them. */
  readonly instances: number;
  countOf(principal: string): number;
}

/** A job that waits in storage, or is about to be created. */
export interface Candidate {
  readonly createdBy: string;
  /** Its instances. */
  readonly total: number;
  readonly cancelled: boolean;
}

/* A caller with fewer jobs in memory has few. */
const FEW = 8;
/* A job with at most so many instances is small. */
const SMALL = 1_000;

/**
 * How many jobs and instances may be in memory with the new one, which takes about 0.3 KB an instance while a job runs. A job
 * has at most 50,000 instances, so that callers' further jobs always leave room for another's first one, those for a cancelled
 * one, which ends soon, and all of them for small first ones.
 */
const ROOM = {
  further: { jobs: 128, instances: 100_000 },
  few: { jobs: 1_024, instances: 100_000 },
  first: { jobs: 1_024, instances: 150_000 },
  cancelled: { jobs: 1_152, instances: 210_000 },
  smallFirst: { jobs: 1_280, instances: 220_000 },
} as const;

function kindOf(memory: Memory, { createdBy, cancelled, total }: Candidate): keyof typeof ROOM {
  if (cancelled) return "cancelled";
  const own = memory.countOf(createdBy);
  if (own === 0) return total > SMALL ? "first" : "smallFirst";
  return own < FEW ? "few" : "further";
}

/** Whether there is room for this job. */
export function hasRoom(memory: Memory, candidate: Candidate): boolean {
  const { jobs, instances } = ROOM[kindOf(memory, candidate)];
  return memory.size < jobs && memory.instances + candidate.total <= instances;
}

/** The oldest job of each caller, the one with the fewest jobs in memory first. */
function oldestByCaller<T extends Candidate>(memory: Memory, waiting: readonly T[]): T[] {
  const oldest = new Map<string, T>();
  for (const job of waiting) if (!oldest.has(job.createdBy)) oldest.set(job.createdBy, job);
  const countOf = ({ createdBy }: T) => memory.countOf(createdBy);
  return [...oldest.values()].sort((a, b) => countOf(a) - countOf(b));
}

/**
 * The job to be loaded next: a small one of a caller that has none, else a cancelled one, else one of the caller with the fewest
 * in memory. Only small ones pass a caller's first one for which there is no room yet.
 * @param waiting oldest first
 */
export function nextToLoad<T extends Candidate>(memory: Memory, waiting: readonly T[]): T | undefined {
  const byCaller = oldestByCaller(
    memory,
    waiting.filter((job) => !job.cancelled),
  );
  const small = byCaller.find((job) => kindOf(memory, job) === "smallFirst" && hasRoom(memory, job));
  if (small) return small;
  const cancelled = waiting.find((job) => job.cancelled);
  if (cancelled && hasRoom(memory, cancelled)) return cancelled;
  for (const job of byCaller) {
    if (hasRoom(memory, job)) return job;
    if (kindOf(memory, job) === "first") return undefined;
  }
  return undefined;
}
