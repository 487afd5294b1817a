import type { Account, Instance, InstanceOutcome, Job, Problem, Session } from "./types";

const TIMEOUT_MS = 20_000;
const PAGE_SIZE = 100;
/** Rows of a job that are read at a time. */
const JOB_PAGE_SIZE = 1_000;

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

  /** Named in requests where the token has several accounts: this page shows one. */
  let account: string | undefined;
  const inAccount = (query: Record<string, string> = {}) =>
    new URLSearchParams({ ...query, ...(account !== undefined && { account }) });

  const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

  /** Every item of a list, page after page. */
  async function pages<T>(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const asked = inAccount(cursor === undefined ? query : { ...query, cursor });
      const page: { items: T[]; cursor?: string } = await json(`${path}?${asked}`, signal ? { signal } : {});
      items.push(...page.items);
      cursor = page.cursor;
    } while (cursor);
    return items;
  }

  /** The job itself holds the first of its instances only. */
  async function withAllInstances(job: Job): Promise<Job> {
    if (!job.instances || job.instances.length >= job.progress.total) return job;
    const query = { limit: String(JOB_PAGE_SIZE) };
    return { ...job, instances: await pages<InstanceOutcome>(`${jobPath(job.id)}/instances`, query) };
  }

  return {
    async session(): Promise<Session> {
      const session = await json<Session>("/v1/session");
      const shown = chooseAccount(session.accounts ?? []);
      account = shown?.name;
      return shown ? { ...session, regions: shown.regions } : session;
    },

    /** Every instance of a region, page after page. */
    instances(region: string, signal?: AbortSignal): Promise<Instance[]> {
      return pages("/v1/instances", { region, limit: String(PAGE_SIZE) }, signal);
    },

    /** The same `key` again answers the job that the first call made, so a lost reply can be asked for once more. */
    async createJob(
      action: string,
      region: string,
      instanceIds: readonly string[],
      key: string,
    ): Promise<Job> {
      return json<Job>("/v1/jobs", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify({ action, region, instanceIds, ...(account !== undefined && { account }) }),
      });
    },

    async jobs(): Promise<Job[]> {
      const query = inAccount().toString();
      return (await json<{ items: Job[] }>(query ? `/v1/jobs?${query}` : "/v1/jobs")).items;
    },

    async job(id: string): Promise<Job> {
      return withAllInstances(await json(jobPath(id)));
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

/** Of several accounts the default one, else the first; undefined where there is no choice. */
function chooseAccount(accounts: readonly Account[]): Account | undefined {
  if (accounts.length < 2) return undefined;
  return accounts.find(({ name }) => name === "default") ?? accounts[0];
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
