import { DurableObject } from "cloudflare:workers";
import { type CloudEvent, createCloud } from "../cloud/client";
import { parseAccounts, parseCloud } from "../config/config";
import type { Env } from "../config/env";
import { limitsOf } from "../config/limits";
import { identify } from "../config/objects";
import { releaseOf } from "../config/release";
import type { JobOrder, JobSummary, JobView, RowPage, RowQuery, Viewer } from "../jobs/types";
import { log } from "../log";
import { AlarmClock } from "./alarm-clock";
import { Engine } from "./engine";
import { EventHub } from "./events";
import { newJob } from "./job-factory";
import { Listing, type PageAnswer, type PageQuery } from "./listing";
import type { FleetMetrics } from "./metrics";
import { Paces } from "./rate-limits";
import { Registry } from "./registry";
import { pageOfRows } from "./row-pages";
import { KEPT_MS, Store } from "./store/store";

/* Armed before any work: should the object die in the middle, this alarm wakes it. */
const WATCHDOG_MS = 2_000;
const UNCONFIGURED_PAUSE_MS = 60_000;
/* What a view of a job shows of its instances; the rest is asked for page by page. */
const FIRST_ROWS = 100;

const now = () => Date.now();

/** What works for the object while it is configured. */
interface Works {
  readonly engine: Engine;
  readonly listing: Listing;
  readonly paces: Paces;
}

/** Why a job or a stream was not made: there are too many already, of this caller or of all. */
export interface Full {
  readonly full: "token" | "account";
  readonly limit: number;
}

/** All jobs of one account in one region: their state, their pace and the alarm that keeps them going. */
export class FleetObject extends DurableObject<Env> {
  readonly #store = new Store(this.ctx.storage);
  readonly #hub = new EventHub((id) => this.#summary(id), now);
  readonly #clock = new AlarmClock(this.ctx.storage, now);
  readonly #limits = limitsOf(this.env);
  #works: Works | undefined;
  #slicing = false;
  #account: string | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.#account = (await identify(env.FLEET, ctx.id, parseAccounts(env)))?.account.name;
    });
  }

  override async alarm(): Promise<void> {
    this.#clock.rang();
    this.#slicing = true;
    try {
      await this.#clock.set(now() + WATCHDOG_MS);
      const works = this.#requireWorks();
      const workMs = works ? await works.engine.slice() : now() + UNCONFIGURED_PAUSE_MS;
      const owed = this.#store.jobs.hasOpen() ? workMs : Number.POSITIVE_INFINITY;
      await this.#clock.set(Math.min(owed, this.#store.prune(now())));
    } catch (cause) {
      // An alarm that throws is tried a few times and then never again: the watchdog set above is the way back.
      log("alarm.failed", { message: cause instanceof Error ? cause.message : String(cause) });
    } finally {
      this.#slicing = false;
    }
  }

  /** Makes the job unless there is one of this id already; either way, answers with it. */
  async create(order: JobOrder): Promise<JobView | Full> {
    await this.#ensureArmed();
    if (!this.#store.jobs.summary(order.id)) {
      const full = this.#fullFor(order.createdBy);
      if (full) return full;
      const job = newJob(order, now());
      this.#store.insert(order, now(), job.changes(), job.progress());
      const works = this.#requireWorks();
      if (works) works.engine.adopt(order.id, order.createdBy, order.language, job);
      else job.free();
      log("job.created", { job: order.id, by: order.createdBy, instances: order.instanceIds.length });
      await this.#clock.set(now());
    }
    return this.#view(order.id) as JobView;
  }

  /** Whether a job of this caller would be refused for the number of those that run. */
  async room(createdBy: string): Promise<Full | undefined> {
    return this.#fullFor(createdBy);
  }

  async get(id: string): Promise<JobView | undefined> {
    await this.#ensureArmed();
    return this.#view(id);
  }

  async summary(id: string): Promise<JobSummary | undefined> {
    await this.#ensureArmed();
    return this.#summary(id);
  }

  /** Instances of a job, a page of them. */
  async rows(id: string, query: RowQuery): Promise<RowPage> {
    await this.#ensureArmed();
    return this.#rows(id, query);
  }

  /** Newest first, older than `before`. */
  async list(
    viewer: Viewer,
    limit: number,
    before?: { createdAt: number; id: string },
  ): Promise<JobSummary[]> {
    await this.#ensureArmed();
    return this.#store.jobs.list(viewer, limit, before).map((saved) => this.#summary(saved.id) ?? saved);
  }

  /** Asks a running job to stop; what is in flight is looked at once, then the job ends. */
  async cancel(id: string): Promise<JobSummary | undefined> {
    const summary = this.#summary(id);
    if (summary && summary.finishedAt === undefined) {
      this.#store.jobs.markCancelled(id);
      this.#requireWorks()?.engine.cancel(id);
      log("job.cancelled", { job: id });
      await this.#clock.set(now());
    }
    return this.#summary(id);
  }

  /** Binds an idempotency key to a job id, or tells which job and body it was bound to before. */
  async claim(owner: string, key: string, digest: string, jobId: string) {
    const bound = this.#store.keys.claim(owner, key, digest, jobId, now());
    await this.#clock.ensure(now() + KEPT_MS);
    return bound;
  }

  /** A page of the instances of the region, within the budget all share; to be asked again while it is pending. */
  async page(query: PageQuery, region: string): Promise<PageAnswer> {
    const works = this.#requireWorks();
    return works ? works.listing.page(query, region) : { kind: "busy" };
  }

  /** What belongs to no account; asked of the object called REGISTRY alone. */
  registry(): Registry {
    return new Registry(this.#store);
  }

  /** Ends the event streams of a token that was revoked. */
  async closeStreams(principal: string): Promise<void> {
    this.#hub.closeOf(principal);
  }

  async metrics(): Promise<FleetMetrics> {
    const { lateMs } = this.#clock;
    return {
      jobs: this.#store.jobs.byState(),
      counters: this.#store.counters.all(),
      paces: this.#works?.paces.usage(now()) ?? [],
      ...(lateMs !== undefined && { alarmLateMs: lateMs }),
      eventStreams: this.#hub.count("").all,
    };
  }

  /** The event stream of the job named by `?job=` for the caller `?for=`; streams pass only through fetch. */
  override async fetch(request: Request): Promise<Response> {
    await this.#ensureArmed();
    const { searchParams } = new URL(request.url);
    const principal = searchParams.get("for") ?? "";
    const { all, own } = this.#hub.count(principal);
    const { eventStreams, eventStreamsPerToken } = this.#limits;
    if (own >= eventStreamsPerToken)
      return Response.json(fullOf("token", eventStreamsPerToken), { status: 429 });
    if (all >= eventStreams) return Response.json(fullOf("account", eventStreams), { status: 429 });
    const last = Number(request.headers.get("last-event-id") || Number.NaN);
    const lastId = Number.isSafeInteger(last) ? last : undefined;
    return new Response(this.#hub.open(searchParams.get("job") ?? "", principal, lastId), {
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
    });
  }

  #requireWorks(): Works | undefined {
    if (this.#works) return this.#works;
    const config = parseCloud(this.env, this.#account ?? "");
    if (!config.ok) {
      log("cloud.unconfigured", { problems: config.problems.join("; ") });
      return undefined;
    }
    const cloud = createCloud(config.value, now, (event) => this.#watch(event));
    const paces = new Paces(this.#store.meta.get("pace"));
    const engine = new Engine({
      store: this.#store,
      cloud,
      paces,
      release: releaseOf(this.env),
      nowMs: now,
      sync: () => this.ctx.storage.sync(),
      changed: (id) => this.#hub.changed(id),
      finished: (id) => this.#hub.finished(id),
    });
    this.#works = { engine, paces, listing: new Listing(cloud, paces.of("DescribeInstances", false), now) };
    return this.#works;
  }

  #watch(event: CloudEvent): void {
    const { action, code } = event;
    this.#store.counters.add("cloud_requests", { action, code });
    log("cloud.request", { ...event });
  }

  #fullFor(createdBy: string): Full | undefined {
    const { all, own } = this.#store.jobs.countOpen(createdBy);
    const { runningJobs, runningJobsPerToken } = this.#limits;
    if (own >= runningJobsPerToken) return fullOf("token", runningJobsPerToken);
    return all >= runningJobs ? fullOf("account", runningJobs) : undefined;
  }

  /** What is said of a running job is written first: no later answer may take it back. */
  #summary(id: string): JobSummary | undefined {
    this.#works?.engine.flush(id);
    return this.#store.jobs.summary(id);
  }

  #view(id: string): JobView | undefined {
    const summary = this.#summary(id);
    return summary && { ...summary, instances: this.#rows(id, { from: 0, limit: FIRST_ROWS }).items };
  }

  #rows(id: string, query: RowQuery): RowPage {
    const isOpen = this.#store.jobs.summary(id)?.finishedAt === undefined;
    const engine = isOpen ? this.#requireWorks()?.engine : undefined;
    return pageOfRows(
      engine ? engine.instances(id, query.from) : this.#store.results.read(id, query.from),
      query,
    );
  }

  async #ensureArmed(): Promise<void> {
    if (!this.#slicing && this.#store.jobs.hasOpen()) await this.#clock.ensure(now());
  }
}

const fullOf = (full: Full["full"], limit: number): Full => ({ full, limit });
