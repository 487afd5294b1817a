import type { Instance, InstanceOutcome, Job, Problem, Session } from "./types";

const TIMEOUT_MS = 20_000;
const PAGE_SIZE = 100;

/** A request that did not succeed; `problem` says why. Never holds the token. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "ApiError";
  }
}

export type Api = ReturnType<typeof createApi>;

/** The gateway's routes as functions. All of them throw `ApiError`, and nothing else unless `signal` aborts. */
export function createApi(token: string, fetch: typeof globalThis.fetch) {
  const authorization = `Bearer ${token}`;

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, {
        ...init,
        cache: "no-store",
        headers: { authorization, accept: "application/json", ...init.headers },
      });
    } catch (error) {
      if (init.signal?.aborted && !isTimeout(init.signal.reason)) throw error;
      throw new ApiError({ status: 0, code: "Page.NoReply", detail: "the gateway did not answer" });
    }
    if (response.ok) return response;
    throw new ApiError(await readProblem(response));
  }

  async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const signal = init.signal
      ? AbortSignal.any([init.signal, AbortSignal.timeout(TIMEOUT_MS)])
      : AbortSignal.timeout(TIMEOUT_MS);
    const response = await send(path, { ...init, signal });
    try {
      return (await response.json()) as T;
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError({ status: 0, code: "Page.NoReply", detail: "the gateway's reply was cut off" });
    }
  }

  const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

  return {
    session(): Promise<Session> {
      return json("/v1/session");
    },

    /** Every instance of a region, page after page. */
    async instances(region: string, signal?: AbortSignal): Promise<Instance[]> {
      const items: Instance[] = [];
      let cursor: string | undefined;
      do {
        const query = new URLSearchParams({ region, limit: String(PAGE_SIZE) });
        if (cursor) query.set("cursor", cursor);
        const page: { items: Instance[]; cursor?: string } = await json(
          `/v1/instances?${query}`,
          signal ? { signal } : {},
        );
        items.push(...page.items);
        cursor = page.cursor;
      } while (cursor);
      return items;
    },

    /** The same `key` again answers the job that the first call made, so a lost reply can be asked for once more. */
    async createJob(
      action: string,
      region: string,
      instanceIds: readonly string[],
      key: string,
    ): Promise<Job> {
      const job = await json<Job>("/v1/jobs", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify({ action, region, instanceIds }),
      });
      return withPending(job);
    },

    async jobs(): Promise<Job[]> {
      return (await json<{ items: Job[] }>("/v1/jobs")).items;
    },

    async job(id: string): Promise<Job> {
      return withPending(await json(jobPath(id)));
    },

    cancelJob(id: string): Promise<unknown> {
      return json(`${jobPath(id)}/cancel`, { method: "POST" });
    },

    /** The job's event stream from `lastEventId` on. No time limit: it stays open while the job runs. */
    async jobEvents(
      id: string,
      lastEventId: string,
      signal: AbortSignal,
    ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (lastEventId) headers["last-event-id"] = lastEventId;
      const response = await send(`${jobPath(id)}/events`, { headers, signal });
      if (!response.body)
        throw new ApiError({ status: 0, code: "Page.NoReply", detail: "the event stream is empty" });
      return response.body;
    },
  };
}

/** While a job runs, the gateway calls an instance that is not through yet unknown, and gives no reason for it. */
function withPending(job: Job): Job {
  if (job.state !== "running" || !job.instances) return job;
  const isOpen = ({ outcome, error }: InstanceOutcome) => outcome === "unknown" && !error;
  const instances = job.instances.map((row) => (isOpen(row) ? { ...row, outcome: "pending" as const } : row));
  return { ...job, instances };
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "TimeoutError";
}

async function readProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem> & { title?: string };
  return {
    status: response.status,
    code: body.code ?? `HTTP ${response.status}`,
    detail: body.detail ?? body.title ?? response.statusText,
    ...(body.requestId ? { requestId: body.requestId } : {}),
    ...(body.advice ? { advice: body.advice } : {}),
  };
}
