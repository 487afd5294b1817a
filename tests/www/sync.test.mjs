import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { createApi, initialState, reduce, startSync } = await load("sync-parts", "tests/www");

const REGION = "ap-guangzhou";
const SESSION = { name: "me", actions: ["*"], regions: [REGION, "ap-singapore"], maxInstances: 9 };
const outcomes = { done: 0, accepted: 0, already: 0, pending: 1, conflict: 0, failed: 0, unknown: 0 };
/** @param {object} change */
const job = (change) => ({
  ...{ id: "job_1", action: "StartInstances", region: REGION, state: "running", createdAt: 1 },
  progress: { total: 1, requests: 1, outcomes },
  ...change,
});
const rows = [{ instanceId: "ins-a", outcome: "done" }];
const problem = (/** @type {number} */ status) =>
  Response.json({ code: `Gateway.${status}`, detail: "" }, { status });

/**
 * A signed-in session without a page: `routes` answers each path (a later call of a route may answer differently), and
 * `wait` resolves when `next` is called.
 * @param {Record<string, () => Response | Promise<Response>>} routes
 */
function run(routes) {
  const stop = new AbortController();
  /** @type {string[]} */
  const asked = [];
  /** @type {{ms: number, pass: () => void}[]} */
  const waits = [];
  const self = {
    asked,
    waits,
    unauthorized: 0,
    state: reduce(initialState({ lang: "en", region: REGION, group: "all", text: "" }), {
      type: "signed-in",
    }),
    /** @type {{ refresh: () => void }} */
    sync: { refresh: () => {} },
    dispatch: (/** @type {object} */ event) => {
      self.state = reduce(self.state, event);
    },
    /** Waits until the loop pauses. @returns how long it will */
    async paused() {
      while (waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
      return waits[0]?.ms;
    },
    async next() {
      await self.paused();
      waits.shift()?.pass();
      return self.paused();
    },
    end: () => stop.abort(),
  };
  const api = createApi("t", async (/** @type {string} */ path) => {
    const route = path.replace(/\?.*/, "");
    asked.push(route);
    const answer = routes[route];
    if (!answer) throw new TypeError(`no route ${route}`);
    return answer();
  });
  self.sync = startSync({
    api,
    getState: () => self.state,
    dispatch: self.dispatch,
    onUnauthorized: () => {
      self.unauthorized += 1;
    },
    now: () => 0,
    wait: (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) =>
      new Promise((resolve, reject) => {
        const entry = { ms, pass: () => resolve(undefined) };
        waits.push(entry);
        const drop = () => {
          waits.splice(waits.indexOf(entry), 1);
          reject(signal.reason);
        };
        if (signal.aborted) drop();
        else signal.addEventListener("abort", drop, { once: true });
      }),
    signal: stop.signal,
  });
  return self;
}

const ROUTES = {
  "/v1/session": () => Response.json(SESSION),
  "/v1/jobs": () => Response.json({ items: [] }),
  "/v1/instances": () => Response.json({ items: [{ InstanceId: "ins-a" }] }),
};

test("session, jobs and instances are read, then after a pause jobs and instances again", async () => {
  const page = run(ROUTES);
  assert.equal(await page.paused(), 20_000);
  assert.deepEqual(page.asked, ["/v1/session", "/v1/jobs", "/v1/instances"]);
  assert.equal(page.state.items.length, 1);
  await page.next();
  assert.deepEqual(page.asked.slice(3), ["/v1/jobs", "/v1/instances"]);
  page.end();
});

test("failures are shown and retried with a growing pause, until a round succeeds", async () => {
  let good = false;
  const page = run({ ...ROUTES, "/v1/instances": () => (good ? ROUTES["/v1/instances"]() : problem(502)) });
  assert.equal(await page.paused(), 2_000);
  assert.equal(page.state.refreshProblem.code, "Gateway.502");
  const waits = [];
  for (let round = 0; round < 4; round += 1) waits.push(await page.next());
  assert.deepEqual(waits, [4_000, 8_000, 15_000, 15_000]);
  good = true;
  assert.equal(await page.next(), 20_000);
  assert.equal(page.state.refreshProblem, null);
  page.end();
});

test("401 is reported once and ends the synchronisation", async () => {
  const page = run({ ...ROUTES, "/v1/session": () => problem(401) });
  while (page.unauthorized === 0) await new Promise((resolve) => setImmediate(resolve));
  page.sync.refresh();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(page.unauthorized, 1);
  assert.deepEqual(page.asked, ["/v1/session"]);
});

test("a running job is followed, and read once more when its stream ends", async () => {
  /** @type {(text: string) => void} */
  let emit = () => {};
  let current = job({ instances: [{ instanceId: "ins-a", outcome: "pending" }] });
  const page = run({
    ...ROUTES,
    "/v1/jobs": () => Response.json({ items: [job({})] }),
    "/v1/jobs/job_1": () => Response.json(current),
    "/v1/jobs/job_1/events": () =>
      new Response(
        new ReadableStream({
          start(controller) {
            emit = (text) => controller.enqueue(new TextEncoder().encode(text));
          },
        }),
      ),
  });
  assert.equal(await page.paused(), 1_500);
  const half = job({ progress: { total: 1, requests: 7, outcomes } });
  emit(`event: progress\nid: 1\ndata: ${JSON.stringify(half)}\n\n`);
  while (page.state.jobs[0].progress.requests !== 7) await new Promise((resolve) => setImmediate(resolve));
  current = job({ state: "done", instances: rows });
  emit(`event: done\nid: 2\ndata: ${JSON.stringify(job({ state: "done" }))}\n\n`);
  while (page.state.jobs[0].state !== "done") await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(page.state.jobs[0].instances, rows);
  page.end();
});

test("a job that the gateway no longer has is removed, and the rest is read", async () => {
  const page = run({ ...ROUTES, "/v1/jobs/job_1": () => problem(404) });
  await page.paused();
  page.dispatch({ type: "job", job: job({}) });
  assert.equal(await page.next(), 20_000);
  assert.deepEqual(page.state.jobs, []);
  assert.equal(page.state.refreshProblem, null);
  page.end();
});

test("a refresh aborts the list under way and reads the region chosen meanwhile", async () => {
  /** @type {(reply: Response) => void} */
  let late = () => {};
  let calls = 0;
  const page = run({
    ...ROUTES,
    "/v1/instances": () => {
      calls += 1;
      if (calls > 1) return Response.json({ items: [] });
      return new Promise((resolve) => {
        late = resolve;
      });
    },
  });
  while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
  page.dispatch({ type: "region", region: "ap-singapore" });
  page.sync.refresh();
  late(Response.json({ items: [{ InstanceId: "ins-a" }] }));
  await page.paused();
  assert.equal(calls, 2);
  assert.equal(page.state.region, "ap-singapore");
  assert.deepEqual(page.state.items, []);
  page.end();
});
