import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { startEmulator } from "../../scripts/lib/emulator.mjs";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";

/** @typedef {import("tencentcloud-edge").Instance} Instance */
/** @typedef {import("../../worker/src/jobs/types.js").InstanceRow} InstanceRow */
/** @typedef {import("../../worker/src/jobs/types.js").JobView} JobView */

export const REGION = "ap-guangzhou";
const TIMEOUT_MS = 120_000;

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Tokens of the test gateway: the key is the token and its name. */
const SCOPES = {
  ops: { actions: ["*"], regions: ["*"], instances: ["ins-*"], maxInstances: 1_000 },
  other: { actions: ["*"], regions: ["*"], instances: ["ins-*"], maxInstances: 1_000 },
  reader: { actions: ["DescribeInstances"], regions: ["*"], instances: ["*"] },
  nobody: {},
  abroad: { actions: ["*"], regions: ["ap-singapore"], instances: ["*"] },
  few: { actions: ["*"], regions: ["*"], instances: ["*"], maxInstances: 2 },
};
/** @param {Record<string, object>} [more] scopes of further tokens */
export const tokensOf = (more = {}) =>
  JSON.stringify(
    Object.entries({ ...SCOPES, ...more }).map(([name, scopes]) => ({ name, sha256: sha256(name), scopes })),
  );

/**
 * The Worker's environment in development, against an endpoint.
 * @param {string} endpoint
 * @returns {Record<string, string>}
 */
export const envOf = (endpoint) => ({
  TENCENTCLOUD_SECRET_ID: demoCredentials.secretId,
  TENCENTCLOUD_SECRET_KEY: demoCredentials.secretKey,
  TENCENTCLOUD_ENDPOINT: endpoint,
  ENVIRONMENT: "development",
  REGIONS: "ap-guangzhou ap-singapore na-ashburn",
  GATEWAY_TOKENS: tokensOf(),
});

/**
 * Waits for a value of `probe` other than undefined, null and false.
 * @template T
 * @param {string} what named in the error after the time limit
 * @param {() => Promise<T | undefined | null | false> | T | undefined | null | false} probe
 * @returns {Promise<T>}
 */
export async function until(what, probe) {
  for (const start = Date.now(); Date.now() - start < TIMEOUT_MS; await delay(50)) {
    const value = await probe();
    if (value !== undefined && value !== null && value !== false) return value;
  }
  throw new Error(`not within ${TIMEOUT_MS} ms: ${what}`);
}

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {any} body parsed JSON, whose shape depends on the route
 */

/** The body of an answer that must be a well-formed problem. @param {Answer} answer */
export const asProblem = ({ status, headers, body }) => {
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(body.status, status);
  assert.equal(typeof body.type, "string");
  assert.equal(typeof body.title, "string");
  assert.equal(typeof body.detail, "string");
  return body;
};

/** A port of this machine where nobody listens. @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** @typedef {RequestInit & { token?: string, json?: unknown }} RequestOptions */

/** A gateway in workerd with a state directory of its own. */
export class TestGateway {
  /** @type {string[]} */
  #lines = [];
  /** @type {Awaited<ReturnType<typeof startWorkerd>> | undefined} */
  #server;
  #env;
  stateDir = mkdtempSync(join(tmpdir(), "gateway-"));

  /** @param {Record<string, string>} env */
  constructor(env) {
    this.#env = env;
  }

  /** Everything that the Worker has written to its log. */
  log() {
    return this.#lines.join("\n");
  }

  url() {
    return this.#server?.url ?? assert.fail("the gateway is not running");
  }

  /** @param {string} path @param {RequestOptions} [options] */
  raw(path, { token, json, ...init } = {}) {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (json !== undefined) headers.set("content-type", "application/json");
    const body = json === undefined ? init.body : JSON.stringify(json);
    return fetch(this.url() + path, { ...init, headers, body: body ?? null });
  }

  /** @param {string} path @param {RequestOptions} [options] @returns {Promise<Answer>} */
  async api(path, options) {
    const reply = await this.raw(path, options);
    return { status: reply.status, headers: reply.headers, body: await reply.json() };
  }

  /**
   * Creates a job that starts instances.
   * @param {string[]} instanceIds
   * @param {{ token?: string, headers?: Record<string, string>, fields?: object }} [options]
   */
  start(instanceIds, { token = "ops", headers = {}, fields = {} } = {}) {
    const json = { action: "StartInstances", region: REGION, instanceIds, ...fields };
    return this.api("/v1/jobs", { method: "POST", token, headers, json });
  }

  /** The job once it has finished. @param {string} id @param {string} [token] @returns {Promise<JobView>} */
  ended(id, token = "ops") {
    return until(`the end of ${id}`, async () => {
      const { body } = await this.api(`/v1/jobs/${id}`, { token });
      return body.finishedAt === undefined ? undefined : body;
    });
  }

  /**
   * Every instance of a job, page by page.
   * @param {string} id
   * @param {{ token?: string, query?: string }} [options]
   * @returns {Promise<InstanceRow[]>}
   */
  async rows(id, { token = "ops", query = "limit=1000" } = {}) {
    const rows = [];
    let cursor = "";
    do {
      const path = `/v1/jobs/${id}/instances?${query}&cursor=${cursor}`;
      const { status, body } = await this.api(path, { token });
      assert.equal(status, 200, JSON.stringify(body));
      rows.push(...body.items);
      cursor = body.cursor ?? "";
    } while (cursor);
    return rows;
  }

  /** SIGKILL; `resume` starts a new process on the same state. */
  async crash() {
    await this.#server?.kill("SIGKILL");
  }

  /** Starts the process. @param {Record<string, string>} [env] is added to the environment */
  async resume(env = {}) {
    this.#server = await startWorkerd({
      env: { ...this.#env, ...env },
      stateDir: this.stateDir,
      onLine: (line) => this.#lines.push(line),
    });
  }

  async close() {
    await this.#server?.kill();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

/** @param {Record<string, string>} env */
export async function startGateway(env) {
  const gateway = new TestGateway(env);
  await gateway.resume();
  return gateway;
}

/** @typedef {import("../../scripts/lib/emulator.mjs").EmulatorServer} EmulatorServer */

/**
 * An emulator and a gateway in front of it.
 * @param {{ instances?: number, args?: string[], tokens?: Record<string, object>, env?: Record<string, string> }} [options]
 */
export async function startPair({ instances = 60, args = [], tokens = {}, env = {} } = {}) {
  const emulator = await startEmulator({ instances, args });
  const gateway = await startGateway({ ...envOf(emulator.url), GATEWAY_TOKENS: tokensOf(tokens), ...env });
  return {
    emulator,
    gateway,
    async close() {
      await gateway.close();
      await emulator.kill();
    },
  };
}

/**
 * Asks the emulator's control interface.
 * @param {EmulatorServer} emulator
 * @param {string} name of the route
 * @param {unknown} [json] posted; without it the route is read
 * @returns {Promise<unknown>}
 */
export async function control({ url }, name, json) {
  const init = json === undefined ? {} : { method: "POST", body: JSON.stringify(json) };
  const reply = await fetch(`${url}/_emulator/${name}`, init);
  const text = await reply.text();
  if (!reply.ok) throw new Error(`/_emulator/${name} answered ${reply.status}: ${text}`);
  return JSON.parse(text);
}

/**
 * Ids of stopped instances in the region.
 * @param {EmulatorServer} emulator
 * @param {number} count
 * @returns {Promise<string[]>}
 */
export async function stoppedIds(emulator, count) {
  const { instances } = await emulator.snapshot();
  const ids = instances
    .filter((i) => i.region === REGION && i.InstanceState === "STOPPED")
    .map((/** @type {Instance} */ i) => i.InstanceId);
  if (ids.length < count)
    throw new Error(`the emulator has ${ids.length} stopped instances, the test needs ${count}`);
  return ids.slice(0, count);
}

/** The variable ACCOUNTS with one account, prod, of the emulator's key unless `account` says otherwise. @param {object} account */
export const accountsEnv = (account) => ({
  ACCOUNTS: JSON.stringify({ prod: { ...demoCredentials, ...account } }),
});

/**
 * The requests of an action that the emulator saw.
 * @param {{ emulator: EmulatorServer }} pair
 * @param {string} action
 */
export const requestsOf = async ({ emulator }, action) =>
  (await emulator.snapshot()).requests.filter((request) => request.action === action);

/**
 * Those of the instances that were not started exactly once.
 * @param {{ emulator: EmulatorServer }} pair
 * @param {string[]} ids
 */
export const notStartedOnce = async ({ emulator }, ids) => {
  const { starts } = await emulator.snapshot();
  return ids.filter((id) => starts[id] !== 1);
};

/**
 * The events of a stream, one by one, until it ends.
 * @param {Response} reply
 * @returns {AsyncGenerator<{ event: string, id: string, data: any }>}
 */
export async function* readEvents(reply) {
  let text = "";
  for await (const chunk of /** @type {AsyncIterable<string>} */ (
    /** @type {ReadableStream<BufferSource>} */ (reply.body).pipeThrough(new TextDecoderStream())
  )) {
    const frames = (text + chunk).split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) {
      /** @type {Record<string, string>} */
      const fields = {};
      for (const line of frame.split("\n")) {
        const at = line.indexOf(": ");
        if (at > 0) fields[line.slice(0, at)] = line.slice(at + 2);
      }
      if (fields.event)
        yield { event: fields.event, id: fields.id ?? "", data: JSON.parse(fields.data ?? "null") };
    }
  }
}

/**
 * @template T
 * @param {AsyncIterable<T>} source
 * @returns {Promise<T[]>}
 */
export async function collect(source) {
  const items = [];
  for await (const item of source) items.push(item);
  return items;
}
