import { setTimeout as delay } from "node:timers/promises";

/** What an ended job says; a job that moved to another object, or waits for the next release, has not ended. */
const ENDED = ["done", "cancelled", "halted"];
/** A job that takes longer than this does not end. */
const PATIENCE_MS = 150_000;
const POLL_MS = 700;

/**
 * @typedef {import("./world.mjs").World} World
 * @typedef {object} View a job as the gateway shows it
 * @property {string} id
 * @property {string} state
 * @property {import("tencentcloud-edge").FleetProgress} progress
 * @property {import("tencentcloud-edge").InstanceOutcome[]} instances
 *
 * @typedef {object} Made a job that the gateway took
 * @property {string} id
 * @property {string} region
 * @property {string[]} instanceIds
 * @property {View} [view] as it ended
 * @property {boolean} [cancelled]
 */

/** Jobs of instances that no other job names, some in each region at any time, until it is told to stop. */
export class Workload {
  /** @type {Made[]} */
  jobs = [];
  /** Jobs that were seen stuck: tried again by another release, or by the same after a while. @type {Set<string>} */
  stuck = new Set();
  #stopped = false;
  #made = 0;
  /** @type {Map<string, string[]>} */
  #free = new Map();

  /**
   * @param {World} world
   * @param {{perRegion: number, idsAJob: number, leastJobs: number}} options `leastJobs` are made even when it is told to
   *   stop before
   */
  constructor(world, { perRegion, idsAJob, leastJobs }) {
    this.world = world;
    this.perRegion = perRegion;
    this.idsAJob = idsAJob;
    this.leastJobs = leastJobs;
    this.left = new LeftJobs(this);
  }

  /** Reads which instances there are. */
  async prepare() {
    const { instances } = await this.world.emulator.snapshot();
    for (const { region, InstanceId, InstanceState } of instances) {
      if (InstanceState !== "STOPPED") continue;
      const free = this.#free.get(region) ?? [];
      this.#free.set(region, free);
      free.push(InstanceId);
    }
  }

  /** Ids of stopped instances that no job will name. @param {string} region @param {number} count */
  take(region, count) {
    return (this.#free.get(region) ?? []).splice(0, count);
  }

  stop() {
    this.#stopped = true;
  }

  /** All jobs there are, those of leavers too. */
  all() {
    return [...this.jobs, ...this.left.jobs];
  }

  /** Resolves when every job has ended. @throws {Error} when one does not */
  async run() {
    const lanes = this.world.options.regions.flatMap((region) =>
      Array.from({ length: this.perRegion }, () => this.#lane(region)),
    );
    await Promise.all(lanes);
  }

  /** @param {string} region */
  async #lane(region) {
    while (!this.#stopped || this.#made < this.leastJobs) {
      const instanceIds = this.take(region, this.idsAJob);
      if (instanceIds.length < this.idsAJob) return;
      this.#made += 1;
      const job = await this.create(region, instanceIds, `job ${this.#made}`);
      job.view = await this.ended(job);
    }
  }

  /**
   * Asks with an idempotency key until the gateway takes it, as a client does whose reply was lost.
   * @param {string} region
   * @param {string[]} instanceIds
   * @param {string} name
   * @param {string} [token]
   * @returns {Promise<Made>}
   */
  async create(region, instanceIds, name, token) {
    const json = { action: "StartInstances", region, instanceIds };
    const headers = { "idempotency-key": name.replaceAll(" ", "-") };
    const id = await this.#until(`the job ${name}`, async () => {
      const { status, body } = await this.world.request("/v1/jobs", {
        method: "POST",
        json,
        headers,
        ...(token && { token }),
      });
      if (status === 202) return body.id;
      if (status >= 400 && status < 500 && status !== 429)
        throw new Error(`the job was refused: ${JSON.stringify(body)}`);
      return undefined;
    });
    const job = { id, region, instanceIds };
    this.jobs.push(job);
    return job;
  }

  /** @param {Made} job @param {string} [token] @returns {Promise<View>} the job as it ended, with all its instances */
  ended({ id }, token) {
    return this.#until(`the end of ${id}`, async () => {
      const { status, body } = await this.world.request(`/v1/jobs/${id}`, token ? { token } : {});
      if (body.state === "stuck") this.stuck.add(id);
      return status === 200 && ENDED.includes(body.state) ? body : undefined;
    });
  }

  /**
   * @template T
   * @param {string} what
   * @param {() => Promise<T | undefined>} probe
   * @returns {Promise<T>}
   */
  async #until(what, probe) {
    for (const began = Date.now(); Date.now() - began < PATIENCE_MS; await delay(POLL_MS)) {
      const value = await probe();
      if (value !== undefined) return value;
    }
    throw new Error(`never came: ${what}`);
  }
}

/** What clients asked for that did not stay to hear which job it became. */
class LeftJobs {
  /** @type {Made[]} */
  jobs = [];
  /** @type {Map<string, {region: string, instanceIds: string[]}>} by the first of their instances */
  #asked = new Map();
  /** @type {Set<string>} */
  #known = new Set();

  /** @param {Workload} work */
  constructor(work) {
    this.work = work;
  }

  /** Jobs that may be looked at and cancelled by anybody. */
  ids() {
    return [...this.#known];
  }

  /** Instances for one more job. @param {import("./random.mjs").Random} random */
  create(random) {
    const region = random.pick(this.work.world.options.regions);
    const instanceIds = this.work.take(region, 3);
    const [first] = instanceIds;
    if (first === undefined) return undefined;
    const order = { region, instanceIds };
    this.#asked.set(first, order);
    return order;
  }

  /** Finds the jobs that came of it. */
  async look() {
    const mine = new Set(this.work.jobs.map(({ id }) => id));
    let cursor = "";
    do {
      const { status, body } = await this.work.world.request(
        `/v1/jobs?cursor=${cursor}`.replace(/\?cursor=$/, ""),
      );
      if (status !== 200) return;
      for (const { id } of body.items) if (!mine.has(id)) this.#known.add(id);
      cursor = body.cursor ?? "";
    } while (cursor !== "");
  }

  /** Waits for the end of each; what never became a job is forgotten. */
  async end() {
    if (this.#asked.size === 0) return;
    await this.look();
    for (const id of this.#known) {
      const view = await this.work.ended({ id, region: "", instanceIds: [] });
      const order = this.#asked.get(view.instances[0]?.instanceId);
      if (order === undefined) throw new Error(`${id} is nobody's job`);
      this.jobs.push({ id, ...order, view, cancelled: view.state === "cancelled" });
    }
  }
}
