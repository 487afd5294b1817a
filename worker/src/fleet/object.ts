import { DurableObject } from "cloudflare:workers";
import { PUBLIC_REGIONS, parseAccounts } from "../config/config";
import type { Env } from "../config/env";
import { limitsOf } from "../config/limits";
import { type Identity, identify, KEYS } from "../config/object-names";
import type { JobQuery, JobSpec, JobSummary, JobView, RowPage, RowQuery, Viewer } from "../jobs/types";
import { errorMessage, log } from "../log";
import { Alarm } from "./alarm";
import type { FleetApi, LimitReached, PageQuery, PageResult, TransferApi } from "./api";
import { EventStreams } from "./event-streams";
import { EventHub } from "./events";
import { FormerObjects } from "./former-objects";
import { FrozenClock } from "./frozen-clock";
import { newJob } from "./job-factory";
import { JobReader } from "./job-reader";
import type { FleetMetrics } from "./metrics";
import { MonotonicClock } from "./monotonic-clock";
import { PlaceRecorder } from "./place-recorder";
import { limitReached } from "./quotas";
import { Registry } from "./registry";
import { registryOf } from "./registry-client";
import { createServices, type Services } from "./services";
import type { Claim } from "./store/idempotency";
import type { Place } from "./store/places";
import { KEPT_MS, Store } from "./store/store";
import type { TransferAt, TransferPage } from "./store/transfer";

/* Set before any work: should the object die in the middle, this alarm wakes it. */
const WATCHDOG_MS = 2_000;
const UNCONFIGURED_PAUSE_MS = 60_000;

const wallMs = () => Date.now();

/** What the log says of a job in each of its lines. */
const logged = ({ id, account, region, action, progress }: JobSummary) => ({
  job: id,
  account,
  region,
  action,
  instances: progress.total,
});

/** All jobs of one account in one region: their state, their rate limits and the alarm that keeps them going. */
export class FleetObject extends DurableObject<Env> implements FleetApi {
  readonly #store = new Store(this.ctx.storage);
  readonly #clock = new MonotonicClock(this.#store.meta, wallMs);
  readonly #frozenClock = new FrozenClock(wallMs);
  readonly #now = () => this.#clock.nowMs();
  readonly #jobs = new JobReader(
    this.#store,
    () => this.#services?.engine,
    () => this.#loadServices()?.engine,
    () => this.#identity?.account.name ?? "",
  );
  readonly #hub = new EventHub((id) => this.#jobs.summary(id), this.#now);
  readonly #alarm = new Alarm(this.ctx.storage, this.#clock);
  readonly #limits = limitsOf(this.env);
  readonly #streams = new EventStreams(this.#hub, this.#limits, (ids) =>
    registryOf(this.env).activeTokens(ids),
  );
  readonly #sync = () => this.ctx.storage.sync();
  readonly #formerObjects = new FormerObjects({
    store: this.#store,
    sync: this.#sync,
    nowMs: this.#now,
    object: (name) => this.env.FLEET.get(this.env.FLEET.idFromName(name)) as unknown as TransferApi,
  });
  readonly #placeRecorder = new PlaceRecorder({
    meta: this.#store.meta,
    hasJobs: () => this.#store.jobs.regions().length > 0,
    place: () => this.#place(),
    addPlace: (place) => registryOf(this.env).addPlace(place),
  });
  #identity: Identity | undefined;
  /** Why there is no identity. */
  #unidentified = "";
  #ready: Promise<void> | undefined;
  #services: Services | undefined;
  #isInSlice = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      const stored = this.#store.jobs.regions();
      const regions = [...PUBLIC_REGIONS, ...stored];
      const found = await identify(env.FLEET, ctx.id, parseAccounts(env).accounts, regions);
      if (!("reason" in found)) this.#identity = found;
      else this.#unidentified = [found.reason, ...stored.map((it) => `it holds jobs of ${it}`)].join("; ");
    });
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    this.#isInSlice = true;
    try {
      await this.#alarm.set(this.#now() + WATCHDOG_MS);
      this.#clock.save();
      const workMs = await this.#work();
      const dueMs = this.#store.jobs.hasOpen() ? workMs : Number.POSITIVE_INFINITY;
      await this.#alarm.set(Math.min(dueMs, this.#store.prune(this.#now())));
    } catch (cause) {
      // The platform retries a throwing alarm a few times and then gives up: the watchdog set above fires instead.
      log("alarm.failed", { message: errorMessage(cause) });
    } finally {
      this.#isInSlice = false;
    }
  }

  /** @returns when the next alarm is due */
  async #work(): Promise<number> {
    if (this.#identity?.former) {
      await this.#formerObjects.notifySuccessor(this.#identity);
      return this.#now() + UNCONFIGURED_PAUSE_MS;
    }
    await this.#whenReady();
    void this.#placeRecorder.record();
    const services = this.#loadServices();
    return services ? services.engine.slice() : this.#now() + UNCONFIGURED_PAUSE_MS;
  }

  /** Creates the job unless there is one of this id already; returns it in both cases. */
  async create(spec: JobSpec): Promise<JobView | LimitReached> {
    await this.#prepare();
    if (!this.#store.jobs.summary(spec.id)) {
      const reached = this.#jobLimitReached(spec.createdBy);
      if (reached) return reached;
      this.#start(spec);
      await this.#alarm.set(this.#now());
    }
    return this.#jobs.view(spec.id) as JobView;
  }

  #start(spec: JobSpec): void {
    const job = newJob(spec, this.#now());
    this.#store.insert(spec, this.#now(), job.changes(), job.progress());
    const services = this.#loadServices();
    if (services) services.engine.add(spec.id, spec.createdBy, spec.language, job);
    else job.free();
    void this.#placeRecorder.record();
    const summary = this.#jobs.summary(spec.id);
    if (summary) log("job.created", { ...logged(summary), by: spec.createdBy });
  }

  /** Whether a further job of this caller would be refused. */
  async jobLimitReached(createdBy: string): Promise<LimitReached | undefined> {
    await this.#prepare();
    return this.#jobLimitReached(createdBy);
  }

  #jobLimitReached(createdBy: string): LimitReached | undefined {
    const { runningJobs, runningJobsPerToken } = this.#limits;
    return limitReached(this.#store.jobs.countOpen(createdBy), runningJobsPerToken, runningJobs);
  }

  async get(id: string): Promise<JobView | undefined> {
    await this.#prepare();
    return this.#jobs.view(id);
  }

  async summary(id: string): Promise<JobSummary | undefined> {
    await this.#prepare();
    return this.#jobs.summary(id);
  }

  /** One page of a job's instances. */
  async rows(id: string, query: RowQuery): Promise<RowPage> {
    await this.#prepare();
    return this.#jobs.rows(id, query);
  }

  async list(viewer: Viewer, query: JobQuery): Promise<JobSummary[]> {
    await this.#prepare();
    return this.#jobs.list(viewer, query);
  }

  /** Asks a running job to stop: instances in flight are described once more, then the job ends. */
  async cancel(id: string, by: string): Promise<JobSummary | undefined> {
    await this.#prepare();
    const summary = this.#jobs.summary(id);
    if (summary && summary.finishedAt === undefined) {
      this.#store.jobs.markCancelled(id, this.#now());
      this.#loadServices()?.engine.cancel(id);
      this.#hub.changed(id);
      log("job.cancelled", { ...logged(summary), by, createdBy: summary.createdBy });
      await this.#alarm.set(this.#now());
    }
    return this.#jobs.summary(id);
  }

  /** Binds an idempotency key to a job id, or returns the job and the body it was bound to before. */
  async claim(owner: string, key: string, digest: string, jobId: string): Promise<Claim> {
    await this.#prepare();
    const claim = this.#store.keys.claim(owner, key, digest, jobId, this.#now());
    await this.#alarm.ensure(this.#now() + KEPT_MS);
    return claim;
  }

  /** What an idempotency key is bound to, if it was used. */
  async findClaim(owner: string, key: string): Promise<Claim | undefined> {
    await this.#prepare();
    return this.#store.keys.find(owner, key);
  }

  /** One page of the region's instances, within the shared rate limit; to be asked for again while it is pending. */
  async page(query: PageQuery, region: string, caller: string): Promise<PageResult> {
    await this.#whenReady();
    const services = this.#loadServices();
    return services ? services.listing.page(query, region, caller) : { kind: "busy" };
  }

  registry(): Registry {
    return new Registry(this.#store);
  }

  /** Ends the event streams of a revoked token. */
  async closeStreams(principal: string): Promise<void> {
    this.#hub.close(({ owner }) => owner.principal === principal);
  }

  async checkClock(callerMs: number): Promise<void> {
    if (!this.#frozenClock.isFrozen(callerMs)) return;
    log("clock.frozen", { aheadMs: wallMs() - callerMs });
    this.ctx.abort("its clock stands still: the machine's was set back");
  }

  async metrics(): Promise<FleetMetrics> {
    await this.#prepare();
    const lateMs = await this.#alarm.lateMs();
    return {
      jobs: this.#store.jobs.byState(),
      counters: this.#store.counters.all(),
      rateLimits: this.#services?.rateLimits.usage(this.#now()) ?? [],
      ...(lateMs !== undefined && { alarmLateMs: lateMs }),
      eventStreams: this.#hub.count("").all,
    };
  }

  /** The event stream of a job, see event-streams.ts. */
  override async fetch(request: Request): Promise<Response> {
    await this.#prepare();
    return this.#streams.open(request);
  }

  async describeExport(): Promise<{ hasData: boolean; pace?: string }> {
    const pace = this.#store.meta.get("pace");
    return { hasData: this.#store.hasUnexported(), ...(pace !== undefined && { pace }) };
  }

  async exportPage(at: TransferAt): Promise<TransferPage> {
    return this.#store.exportPage(at);
  }

  async finishExport(): Promise<void> {
    this.#store.markMoved(this.#now());
    await this.#alarm.set(this.#store.prune(this.#now()));
  }

  async importNow(): Promise<void> {
    // Nothing may run during an import, so an object that is running starts again.
    if (this.#ready) this.ctx.abort("taking over from an object under a former name");
    await this.#prepare();
  }

  /** Resolves when what former objects hold is imported; nothing may run before. */
  #whenReady(): Promise<void> {
    this.#ready ??= this.#import().catch((cause) => {
      this.#ready = undefined;
      throw cause;
    });
    return this.#ready;
  }

  async #import(): Promise<void> {
    if (!this.#identity || this.#identity.former) return;
    await this.#formerObjects.importAll(this.#identity);
    // This instance may be able to do what an earlier one had to postpone.
    if (!this.#isInSlice && this.#store.jobs.hasOpen()) await this.#alarm.set(this.#now());
  }

  #place(): Place | undefined {
    if (!this.#identity || this.#identity.former || this.#identity.partition === KEYS) return undefined;
    return { account: this.#identity.account.name, region: this.#identity.partition };
  }

  #loadServices(): Services | undefined {
    if (!this.#identity) {
      log("cloud.unconfigured", { problems: this.#unidentified });
      return undefined;
    }
    this.#services ??= createServices({
      env: this.env,
      account: this.#identity.account.name,
      wallMs,
      store: this.#store,
      nowMs: this.#now,
      sync: this.#sync,
      changed: (id) => this.#hub.changed(id),
      finished: (id) => this.#finished(id),
    });
    return this.#services;
  }

  #finished(id: string): void {
    const summary = this.#jobs.summary(id);
    if (summary) {
      const { state, createdBy, progress } = summary;
      const { pending: _, ...outcomes } = progress.outcomes;
      log("job.finished", { ...logged(summary), by: createdBy, state, ...outcomes });
    }
    this.#hub.finished(id);
  }

  /** Before every answer: unfinished jobs need an alarm, which may have been lost with an earlier instance. */
  async #prepare(): Promise<void> {
    await this.#whenReady();
    void this.#placeRecorder.record();
    if (!this.#isInSlice && this.#store.jobs.hasOpen()) await this.#alarm.ensure(this.#now());
  }
}
