import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { developmentEnv } from "../../lib/development.mjs";
import { startEmulator } from "../../lib/emulator.mjs";
import { startWorkerd } from "../../lib/workerd.mjs";

/** The instrumented bundle keeps track of which object it works for. */
const FLAGS = ["nodejs_als"];
export const TOKEN = "operator-of-the-verified-gateway";
const ANSWER_MS = 20_000;
/** Written as the gateway of the commit before takes them too. */
const SCOPES = { actions: ["*"], regions: ["*"], instances: ["ins-*"], maxInstances: 20_000 };

/**
 * The gateway's tokens, all with the same scopes.
 * @param {Record<string, string>} tokens each under the name of its caller
 */
export const tokensOf = (tokens) =>
  JSON.stringify(
    Object.entries(tokens).map(([name, token]) => ({ name, sha256: sha256(token), scopes: SCOPES })),
  );

const sha256 = (/** @type {string} */ text) => createHash("sha256").update(text).digest("hex");

/**
 * @typedef {import("./inject/faults.mjs").Plan} Plan
 * @typedef {{status: number, body: any}} Answer status 0: no whole answer came
 * @typedef {object} WorldOptions
 * @property {string[]} regions
 * @property {number} instances in all
 * @property {number} seed
 * @property {string} workerDir an instrumented bundle
 * @property {boolean} [inspector] whether V8's inspector is opened
 * @property {string[]} [emulatorArgs]
 * @property {Record<string, string>} [env] of the gateway, beside a development configuration
 */

/** A gateway in workerd, in front of the emulator's server; both can be killed and go on from what they stored. */
export class World {
  /** What the gateway wrote in all its lives. @type {string[]} */
  log = [];
  /** Summed over the gateway's processes. */
  counts = {
    evicted: 0,
    kills: 0,
    lives: 0,
    storageErrors: 0,
    /** @type {Record<string, number>} */ where: {},
  };
  /** @type {Partial<Plan>} */
  plan = {};
  /** @type {Record<string, string>} */
  env = {};
  /** @type {import("../../lib/workerd.mjs").Gateway} */
  gateway = /** @type {never} */ (undefined);
  /** @type {import("../../lib/emulator.mjs").EmulatorServer} */
  emulator = /** @type {never} */ (undefined);

  /** @param {WorldOptions} options */
  constructor(options) {
    this.options = options;
    this.workerDir = options.workerDir;
    this.folder = mkdtempSync(join(tmpdir(), "verify-gateway-"));
  }

  /** @param {WorldOptions} options */
  static async open(options) {
    const world = new World(options);
    try {
      await world.startCloud(0);
      world.env = {
        ...developmentEnv({ token: TOKEN, endpoint: world.emulator.url, credentials: demoCredentials }),
        REGIONS: options.regions.join(" "),
        GATEWAY_TOKENS: tokensOf({ operator: TOKEN }),
        ...options.env,
      };
      await world.startGateway();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  /** @param {number} port */
  async startCloud(port) {
    const { instances, seed, regions, emulatorArgs = [] } = this.options;
    const args = [
      "--quiet",
      "--state",
      `${this.folder}/cloud.json`,
      "--regions",
      regions.join(","),
      ...emulatorArgs,
    ];
    this.emulator = await startEmulator({ port, instances, seed, args });
  }

  /** SIGKILL, and a new process on the same port and state. @param {number} [downMs] */
  async restartCloud(downMs = 0) {
    const port = Number(new URL(this.emulator.url).port);
    await this.emulator.kill();
    await delay(downMs);
    await this.startCloud(port);
  }

  /** Asks the emulator's control API for something. @param {string} route @param {unknown} [json] */
  async control(route, json = {}) {
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`${this.emulator.url}/_emulator/${route}`, {
      method: "POST",
      headers,
      body: JSON.stringify(json),
    });
    if (!reply.ok) throw new Error(`the emulator refused ${route}: ${await reply.text()}`);
  }

  async startGateway() {
    this.gateway = await startWorkerd({
      env: this.env,
      stateDir: `${this.folder}/state`,
      workerDir: this.workerDir,
      assetsDir: `${this.folder}/assets`,
      compatibilityFlags: FLAGS,
      ...(this.options.inspector && { inspector: true }),
      onLine: (line) => void this.log.push(line),
    });
    await this.setPlan(this.plan);
  }

  /**
   * Ends the gateway's process at once and starts it again on the same storage.
   * @param {{workerDir?: string, env?: Record<string, string>}} [change] what is deployed instead
   */
  async restartGateway({ workerDir = this.workerDir, env = {} } = {}) {
    await this.tally();
    await this.gateway.kill("SIGKILL");
    this.counts.kills += 1;
    this.workerDir = workerDir;
    this.env = { ...this.env, ...env };
    await this.startGateway();
  }

  /** Changes what is planned; what is left of the rest stays. @param {Partial<Plan>} change */
  async setPlan(change) {
    this.plan = { ...this.plan, ...change };
    await this.request("/__verify/plan", { method: "POST", json: change });
  }

  /** Adds up what this process's objects went through; called once before it ends. */
  async tally() {
    const { status, body } = await this.request("/__verify/plan");
    if (status !== 200 || !body.plan.isSet) return;
    for (const key of /** @type {const} */ (["evicted", "lives", "storageErrors"]))
      this.counts[key] += body.counts[key];
    for (const [where, count] of Object.entries(body.counts.where))
      this.counts.where[where] = (this.counts.where[where] ?? 0) + count;
    this.plan = { ...this.plan, evictions: body.plan.evictions, storageErrors: body.plan.storageErrors };
  }

  /** How many of the planned evictions are left. */
  async evictionsLeft() {
    const { status, body } = await this.request("/__verify/plan");
    return status === 200 && body.plan.isSet ? body.plan.evictions : Number.POSITIVE_INFINITY;
  }

  /**
   * Never rejects: a gateway that is down, or dies while it answers, is status 0.
   * @param {string} path
   * @param {{method?: string, json?: unknown, headers?: Record<string, string>, token?: string}} [options]
   * @returns {Promise<Answer>}
   */
  async request(path, { method = "GET", json, headers = {}, token = TOKEN } = {}) {
    try {
      const reply = await fetch(this.gateway.url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return { status: reply.status, body: await reply.json() };
    } catch (cause) {
      return { status: 0, body: { cause: String(cause) } };
    }
  }

  async close() {
    await this.gateway?.kill();
    await this.emulator?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @param {number} count @returns {string[]} names of regions that there are only here */
export const regionNames = (count) => Array.from({ length: count }, (_, index) => `ap-verify-${index}`);
