import { LIMITS } from "#model";
import { Http, noReply } from "./http";
import type { Account, Instance, InstanceOutcome, Job, Session } from "./types";

export { ApiError } from "./http";

const PAGE_SIZE = LIMITS.page;
/** Instances of a job that are read at a time. */
const JOB_PAGE_SIZE = 1_000;

const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

/** The default account if there are several, else the first; undefined if there is no choice. */
function chooseAccount(accounts: readonly Account[]): Account | undefined {
  if (accounts.length < 2) return undefined;
  return accounts.find(({ name }) => name === "default") ?? accounts[0];
}

/** The gateway's routes as functions. All of them throw `ApiError`, and nothing else unless `signal` aborts. */
export class Api {
  readonly #http: Http;
  /** Named in requests if the token has several accounts: this page shows one. */
  #account: string | undefined;

  constructor(http: Http) {
    this.#http = http;
  }

  async session(): Promise<Session> {
    const session = await this.#http.json<Session>("/v1/session");
    const shown = chooseAccount(session.accounts ?? []);
    this.#account = shown?.name;
    return shown ? { ...session, regions: shown.regions } : session;
  }

  /** Every instance of a region. */
  instances(region: string, signal?: AbortSignal): Promise<Instance[]> {
    return this.#pages("/v1/instances", { region, limit: String(PAGE_SIZE) }, signal);
  }

  /** Repeating a call with the same `key` returns the job that the first one created, so that it is safe after a lost reply. */
  createJob(action: string, region: string, instanceIds: readonly string[], key: string): Promise<Job> {
    const account = this.#account;
    return this.#http.json<Job>("/v1/jobs", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ action, region, instanceIds, ...(account !== undefined && { account }) }),
    });
  }

  /** The newest jobs, without their instances. */
  async jobs(): Promise<Job[]> {
    const query = this.#query().toString();
    return (await this.#http.json<{ items: Job[] }>(query ? `/v1/jobs?${query}` : "/v1/jobs")).items;
  }

  /** A job with all its instances. */
  async job(id: string): Promise<Job> {
    const job = await this.#http.json<Job>(jobPath(id));
    if (!job.instances || job.instances.length >= job.progress.total) return job;
    // The job itself holds the first of its instances only.
    const query = { limit: String(JOB_PAGE_SIZE) };
    return { ...job, instances: await this.#pages<InstanceOutcome>(`${jobPath(id)}/instances`, query) };
  }

  cancelJob(id: string): Promise<unknown> {
    return this.#http.json(`${jobPath(id)}/cancel`, { method: "POST" });
  }

  /** The job's event stream after `lastEventId`. It has no time limit: it stays open while the job runs. */
  async jobEvents(
    id: string,
    lastEventId: string,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (lastEventId) headers["last-event-id"] = lastEventId;
    const response = await this.#http.send(`${jobPath(id)}/events`, { headers, signal });
    if (!response.body) throw noReply("the event stream is empty");
    return response.body;
  }

  #query(query: Record<string, string> = {}): URLSearchParams {
    return new URLSearchParams({ ...query, ...(this.#account !== undefined && { account: this.#account }) });
  }

  /** Every item of a list, page by page. */
  async #pages<T>(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const pageQuery = this.#query(cursor === undefined ? query : { ...query, cursor });
      const init = signal ? { signal } : {};
      const page = await this.#http.json<{ items: T[]; cursor?: string }>(`${path}?${pageQuery}`, init);
      items.push(...page.items);
      cursor = page.cursor;
    } while (cursor);
    return items;
  }
}

export const createApi = (token: string, fetch: typeof globalThis.fetch): Api =>
  new Api(new Http(token, fetch));
