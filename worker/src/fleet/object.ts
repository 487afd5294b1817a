import { DurableObject } from "cloudflare:workers";
import { type CloudEvent, createCloud } from "../cloud/client";
import { parseAccounts, parseCloud } from "../config/config";
import type { Env } from "../config/env";
import { limitsOf } from "../config/limits";
import { formerNames, type Identity, identify, objectName } from "../config/object-names";
import { releaseOf } from "../config/release";
import type { JobOrder, JobSummary, JobView, RowPage, RowQuery, Viewer } from "../jobs/types";
import { log } from "../log";
import { AlarmClock } from "./alarm";
import { Engine } from "./engine";
import { EventHub } from "./events";
import { type Predecessor, takeOver } from "./former-objects";
import { newJob } from "./job-factory";
import { Listing, type PageAnswer, type PageQuery } from "./listing";
import type { FleetMetrics } from "./metrics";
import { SteadyTime } from "./monotonic-clock";
import { Paces } from "./rate-limits";
import { Registry } from "./registry";
import { pageOfRows } from "./row-pages";
import { KEPT_MS, Store } from "./store/store";
import type { TransferAt, TransferPage } from "./store/transfer";

/* Armed before any work: should the object die in the middle, this alarm wakes it. */
const WATCHDOG_MS = 2_000;
const UNCONFIGURED_PAUSE_MS = 60_000;
/* What a view of a job shows of its instances; the rest is asked for page by page. */
const FIRST_ROWS = 100;

const wallMs = () => Date.now();

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
  readonly #time = new SteadyTime(this.#store.meta, wallMs);
  readonly #now = () => this.#time.nowMs();
  readonly #hub = new EventHub((id) => this.#summary(id), this.#now);
  readonly #clock = new AlarmClock(this.ctx.storage, this.#time);
  readonly #limits = limitsOf(this.env);
  #identity: Identity | undefined;
  #ready: Promise<void> | undefined;
  #works: Works | undefined;
  #slicing = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.#identity = await identify(env.FLEET, ctx.id, parseAccounts(env));
    });
  }

  override async alarm(): Promise<void> {
    this.#clock.rang();
    this.#slicing = true;
    try {
      await this.#clock.set(this.#now() + WATCHDOG_MS);
      this.#time.save();
      const workMs = this.#identity?.former ? await this.#callSuccessor() : await this.#slice();
      const owed = this.#store.jobs.hasOpen() ? workMs : Number.POSITIVE_INFINITY;
      await this.#clock.set(Math.min(owed, this.#store.prune(this.#now())));
    } catch (cause) {
      // An alarm that throws is tried a few times and then never again: the watchdog set above is the way back.
      log("alarm.failed", { message: cause instanceof Error ? cause.message : String(cause) });
    } finally {
      this.#slicing = false;
    }
  }

  async #slice(): Promise<number> {
    await this.#whenReady();
    const works = this.#requireWorks();
    return works ? works.engine.slice() : this.#now() + UNCONFIGURED_PAUSE_MS;
  }

  /** Makes the job unless there is one of this id already; either way, answers with it. */
  async create(order: JobOrder): Promise<JobView | Full> {
    await this.#enter();
    if (!this.#store.jobs.summary(order.id)) {
      const full = this.#fullFor(order.createdBy);
      if (full) return full;
      const job = newJob(order, this.#now());
      this.#store.insert(order, this.#now(), job.changes(), job.progress());
      const works = this.#requireWorks();
      if (works) works.engine.adopt(order.id, order.createdBy, order.language, job);
      else job.free();
      log("job.created", { job: order.id, by: order.createdBy, instances: order.instanceIds.length });
      await this.#clock.set(this.#now());
    }
    return this.#view(order.id) as JobView;
  }

  /** Whether a job of this caller would be refused for the number of those that run. */
  async room(createdBy: string): Promise<Full | undefined> {
    await this.#enter();
    return this.#fullFor(createdBy);
  }

  async get(id: string): Promise<JobView | undefined> {
    await this.#enter();
    return this.#view(id);
  }

  async summary(id: string): Promise<JobSummary | undefined> {
    await this.#enter();
    return this.#summary(id);
  }

  /** Instances of a job, a page of them. */
  async rows(id: string, query: RowQuery): Promise<RowPage> {
    await this.#enter();
    return this.#rows(id, query);
  }

  /** Newest first, older than `before`. */
  async list(
    viewer: Viewer,
    limit: number,
    before?: { createdAt: number; id: string },
  ): Promise<JobSummary[]> {
    await this.#enter();
    return this.#store.jobs.list(viewer, limit, before).map((saved) => this.#summary(saved.id) ?? saved);
  }

  /** Asks a running job to stop; what is in flight is looked at once, then the job ends. */
  async cancel(id: string): Promise<JobSummary | undefined> {
    await this.#enter();
    const summary = this.#summary(id);
    if (summary && summary.finishedAt === undefined) {
      this.#store.jobs.markCancelled(id);
      this.#requireWorks()?.engine.cancel(id);
      log("job.cancelled", { job: id });
      await this.#clock.set(this.#now());
    }
    return this.#summary(id);
  }

  /** Binds an idempotency key to a job id, or tells which job and body it was bound to before. */
  async claim(owner: string, key: string, digest: string, jobId: string) {
    await this.#enter();
    const bound = this.#store.keys.claim(owner, key, digest, jobId, this.#now());
    await this.#clock.ensure(this.#now() + KEPT_MS);
    return bound;
  }

  /** A page of the instances of the region, within the budget all share; to be asked again while it is pending. */
  async page(query: PageQuery, region: string): Promise<PageAnswer> {
    await this.#whenReady();
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
    await this.#enter();
    const { lateMs } = this.#clock;
    return {
      jobs: this.#store.jobs.byState(),
      counters: this.#store.counters.all(),
      paces: this.#works?.paces.usage(this.#now()) ?? [],
      ...(lateMs !== undefined && { alarmLateMs: lateMs }),
      eventStreams: this.#hub.count("").all,
    };
  }

  /** The event stream of the job named by `?job=` for the caller `?for=`; streams pass only through fetch. */
  override async fetch(request: Request): Promise<Response> {
    await this.#enter();
    const { searchParams } = new URL(request.url);
    const principal = searchParams.get("for") ?? "";
    const full = this.#streamsFullFor(principal);
    if (full) return Response.json(full, { status: 429 });
    const last = Number(request.headers.get("last-event-id") || Number.NaN);
    const lastId = Number.isSafeInteger(last) ? last : undefined;
    return new Response(this.#hub.open(searchParams.get("job") ?? "", principal, lastId), {
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
    });
  }

  // What follows is between an object under a former name and the one that takes over from it.

  async surrender(): Promise<{ holds: boolean; pace?: string }> {
    const pace = this.#store.meta.get("pace");
    return { holds: this.#store.holdsAnything(), ...(pace !== undefined && { pace }) };
  }

  async handOver(at: TransferAt): Promise<TransferPage> {
    return this.#store.givePage(at);
  }

  async retire(): Promise<void> {
    this.#store.dropMoved(this.#now());
    await this.#clock.set(this.#store.prune(this.#now()));
  }

  /** A predecessor has something to hand over. */
  async inherit(): Promise<void> {
    // Nothing may run while things move, so what runs begins anew.
    if (this.#ready) this.ctx.abort("taking over from an object under a former name");
    await this.#enter();
  }

  /** All that runs here comes from one place: what a predecessor holds is taken over before anything else. */
  #whenReady(): Promise<void> {
    this.#ready ??= this.#takeOver().catch((cause) => {
      this.#ready = undefined;
      throw cause;
    });
    return this.#ready;
  }

  async #takeOver(): Promise<void> {
    if (!this.#identity || this.#identity.former) return;
    const { account, place } = this.#identity;
    const sync = () => this.ctx.storage.sync();
    for (const name of await formerNames(account, place)) await takeOver(this.#store, sync, this.#stub(name));
    // What an earlier instance put off, because it could not do it, this one may be able to do.
    if (!this.#slicing && this.#store.jobs.hasOpen()) await this.#clock.set(this.#now());
  }

  /** Runs nothing here: its successor is to come for it. */
  async #callSuccessor(): Promise<number> {
    const { account, place } = this.#identity as Identity;
    if (this.#store.holdsAnything()) await this.#stub(objectName(account.name, place)).inherit();
    return this.#now() + UNCONFIGURED_PAUSE_MS;
  }

  #stub(name: string): Predecessor & Pick<FleetObject, "inherit"> {
    return this.env.FLEET.get(this.env.FLEET.idFromName(name)) as unknown as Predecessor &
      Pick<FleetObject, "inherit">;
  }

  #requireWorks(): Works | undefined {
    if (this.#works) return this.#works;
    const config = parseCloud(this.env, this.#identity?.account.name ?? "");
    if (!config.ok) {
      log("cloud.unconfigured", { problems: config.problems.join("; ") });
      return undefined;
    }
    const cloud = createCloud(config.value, wallMs, (event) => this.#watch(event));
    const paces = new Paces(this.#store.meta.get("pace"));
    const engine = new Engine({
      store: this.#store,
      cloud,
      paces,
      release: releaseOf(this.env),
      nowMs: this.#now,
      sync: () => this.ctx.storage.sync(),
      changed: (id) => this.#hub.changed(id),
      finished: (id) => this.#hub.finished(id),
    });
    this.#works = {
      engine,
      paces,
      listing: new Listing(cloud, paces.of("DescribeInstances", false), this.#now),
    };
    return this.#works;
  }

  #watch(event: CloudEvent): void {
    const { action, code } = event;
    this.#store.counters.add("cloud_requests", { action, code });
    log("cloud.request", { ...event });
  }

  #fullFor(createdBy: string): Full | undefined {
    const { runningJobs, runningJobsPerToken } = this.#limits;
    return fullOf(this.#store.jobs.countOpen(createdBy), runningJobsPerToken, runningJobs);
  }

  #streamsFullFor(principal: string): Full | undefined {
    const { eventStreams, eventStreamsPerToken } = this.#limits;
    return fullOf(this.#hub.count(principal), eventStreamsPerToken, eventStreams);
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

  /** Before every answer. Work that is owed needs an alarm; one may have been lost with an earlier instance. */
  async #enter(): Promise<void> {
    await this.#whenReady();
    if (!this.#slicing && this.#store.jobs.hasOpen()) await this.#clock.ensure(this.#now());
  }
}

function fullOf(
  { all, own }: { all: number; own: number },
  ownLimit: number,
  limit: number,
): Full | undefined {
  if (own >= ownLimit) return { full: "token", limit: ownLimit };
  return all >= limit ? { full: "account", limit } : undefined;
}
