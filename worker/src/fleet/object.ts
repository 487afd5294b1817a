import { DurableObject } from "cloudflare:workers";
import { createJob, type FleetJob } from "tencentcloud-edge";
import { createCloud } from "../cloud/client";
import { parseAccounts, parseCloud } from "../config/config";
import type { Env } from "../config/env";
import { identify } from "../config/objects";
import type { JobOrder, JobSummary, JobView, Viewer } from "../jobs/types";
import { log } from "../log";
import { createEngine, type Engine } from "./engine";
import { createEventHub } from "./events";
import { createPaces } from "./rate-limits";
import { createStore, KEPT_MS } from "./store/store";

/* Armed before any work: should the object die in the middle, this alarm wakes it. */
const WATCHDOG_MS = 2_000;
/* An alarm this long overdue was lost by whoever should have rung it. */
const OVERDUE_MS = 10_000;
const UNCONFIGURED_PAUSE_MS = 60_000;

const now = () => Date.now();

/** All jobs of one account in one region: their state, their pace and the alarm that keeps them going. */
export class FleetObject extends DurableObject<Env> {
  readonly #store = createStore(this.ctx.storage);
  readonly #hub = createEventHub((id) => this.#summary(id), now);
  #engine: Engine | undefined;
  #slicing = false;
  #account: string | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.#account = (await identify(env.FLEET, ctx.id, parseAccounts(env)))?.account.name;
    });
  }

  override async alarm(): Promise<void> {
    this.#slicing = true;
    try {
      await this.#arm(now() + WATCHDOG_MS);
      const engine = this.#requireEngine();
      const workMs = engine ? await engine.slice() : now() + UNCONFIGURED_PAUSE_MS;
      const owed = this.#store.running().length > 0 ? workMs : Number.POSITIVE_INFINITY;
      await this.#arm(Math.min(owed, this.#store.prune(now())));
    } catch (cause) {
      // An alarm that throws is tried a few times and then never again: the watchdog set above is the way back.
      log("alarm.failed", { message: cause instanceof Error ? cause.message : String(cause) });
    } finally {
      this.#slicing = false;
    }
  }

  /** Makes the job unless there is one of this id already; either way, answers with it. */
  async create(order: JobOrder): Promise<JobView> {
    await this.#ensureArmed();
    if (!this.#store.summary(order.id)) {
      const job = newJob(order);
      this.#store.insert(order, now(), job.changes(), job.progress());
      const engine = this.#requireEngine();
      if (engine) engine.adopt(order.id, job);
      else job.free();
      log("job.created", { job: order.id, by: order.createdBy, instances: order.instanceIds.length });
      await this.#arm(now());
    }
    return this.#view(order.id) as JobView;
  }

  async get(id: string): Promise<JobView | undefined> {
    await this.#ensureArmed();
    return this.#view(id);
  }

  async summary(id: string): Promise<JobSummary | undefined> {
    await this.#ensureArmed();
    return this.#summary(id);
  }

  /** Newest first, older than `before`. */
  async list(
    viewer: Viewer,
    limit: number,
    before?: { createdAt: number; id: string },
  ): Promise<JobSummary[]> {
    await this.#ensureArmed();
    return this.#store.list(viewer, limit, before).map((saved) => this.#fresh(saved));
  }

  /** Asks a running job to stop; what is in flight is looked at once, then the job ends. */
  async cancel(id: string): Promise<JobSummary | undefined> {
    if (this.#summary(id)?.state === "running") {
      this.#requireEngine()?.cancel(id);
      log("job.cancelled", { job: id });
      await this.#arm(now());
    }
    return this.#summary(id);
  }

  /** Binds an idempotency key to a job id, or tells which job and body it was bound to before. */
  async claim(owner: string, key: string, digest: string, jobId: string) {
    const bound = this.#store.claim(owner, key, digest, jobId, now());
    if ((await this.ctx.storage.getAlarm()) === null) await this.#arm(now() + KEPT_MS);
    return { digest: bound.digest, jobId: bound.job_id };
  }

  /** The event stream of the job named by `?job=`; streams pass only through fetch. */
  override async fetch(request: Request): Promise<Response> {
    await this.#ensureArmed();
    const id = new URL(request.url).searchParams.get("job") ?? "";
    const last = Number(request.headers.get("last-event-id") || Number.NaN);
    return new Response(this.#hub.open(id, Number.isSafeInteger(last) ? last : undefined), {
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
    });
  }

  #requireEngine(): Engine | undefined {
    if (this.#engine) return this.#engine;
    const config = parseCloud(this.env, this.#account ?? "");
    if (!config.ok) {
      log("cloud.unconfigured", { problems: config.problems.join("; ") });
      return undefined;
    }
    this.#engine = createEngine({
      store: this.#store,
      cloud: createCloud(config.value, now),
      paces: createPaces(this.#store.meta("pace"), now()),
      nowMs: now,
      sync: () => this.ctx.storage.sync(),
      changed: (id) => this.#hub.changed(id),
      finished: (id) => this.#hub.finished(id),
    });
    return this.#engine;
  }

  #summary(id: string): JobSummary | undefined {
    const saved = this.#store.summary(id);
    return saved && this.#fresh(saved);
  }

  /** Storage is a step behind while a job runs here. */
  #fresh(saved: JobSummary): JobSummary {
    const progress = saved.state === "running" ? this.#engine?.progress(saved.id) : undefined;
    return progress ? { ...saved, progress } : saved;
  }

  #view(id: string): JobView | undefined {
    const summary = this.#summary(id);
    if (!summary) return undefined;
    const live = summary.state === "running" ? this.#requireEngine()?.instances(id) : undefined;
    return { ...summary, instances: live ?? this.#store.outcomes(id) };
  }

  async #arm(atMs: number): Promise<void> {
    const { storage } = this.ctx;
    if (atMs === Number.POSITIVE_INFINITY) await storage.deleteAlarm();
    else await storage.setAlarm(Math.max(atMs, now()));
  }

  /** Work that is owed needs an alarm; one may have been lost with the instance that should have set it. */
  async #ensureArmed(): Promise<void> {
    if (this.#slicing || this.#store.running().length === 0) return;
    const alarm = await this.ctx.storage.getAlarm();
    if (alarm === null || alarm < now() - OVERDUE_MS) await this.#arm(now());
  }
}

function newJob({ action, region, instanceIds, wait }: JobOrder): FleetJob {
  return createJob(action, instanceIds, { region, nowMs: now(), wait, pace: "driver", seed: seed() });
}

function seed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
