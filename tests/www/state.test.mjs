import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { initialState, reduce } = await load("app/state");
const { planStart, visibleRows } = await load("instances/rows");
const { countTroubles, groupTroubles } = await load("jobs/failures");
const { texts } = await load("i18n/index");

const REGION = "ap-guangzhou";

/** @param {string} id @param {string} state @param {string} [name] */
const instance = (id, state, name = id) => ({ InstanceId: id, InstanceName: name, InstanceState: state });

/** @param {any} state @param {...any} events */
const after = (state, ...events) => events.reduce(reduce, state);

/** @param {any[]} items */
const loaded = (items, region = REGION) => ({ type: "loaded", region, items, atMs: 1 });

const FLEET = [
  instance("ins-a", "STOPPED", "web-1"),
  instance("ins-b", "STOPPED", "web-2"),
  instance("ins-c", "RUNNING", "web-10"),
  instance("ins-d", "STOPPED", "db-1"),
  instance("ins-e", "STARTING", "db-2"),
];
const begin = () =>
  after(
    initialState({ lang: "en", region: REGION, group: "all", text: "" }),
    { type: "signed-in" },
    {
      type: "session",
      session: { name: "me", actions: ["*"], regions: [REGION, "ap-singapore"], maxInstances: 9 },
    },
    loaded(FLEET),
  );

/** @param {any} state */
const selected = (state) => [...state.selection.ids].sort();
/** @param {any} state */
const order = (state) => visibleRows(state).map((/** @type {any} */ row) => row.InstanceId);

/** @param {object} change */
const job = (change) => ({
  id: "job_1",
  action: "StartInstances",
  region: REGION,
  state: "running",
  createdAt: 5,
  progress: {
    total: 2,
    requests: 1,
    outcomes: { done: 0, accepted: 0, already: 0, pending: 2, conflict: 0, failed: 0, unknown: 0 },
  },
  ...change,
});

test("an answer with a smaller version is older, in whichever order it comes, and one that ended never runs again", () => {
  const requests = (/** @type {number} */ count, /** @type {object} */ change = {}) => ({
    type: "job",
    job: job({ version: count, progress: { ...job({}).progress, requests: count }, ...change }),
  });
  const seen = (/** @type {any} */ state) => [state.jobs[0].state, state.jobs[0].progress.requests];
  const state = after(begin(), requests(3), requests(2));
  assert.deepEqual(seen(state), ["running", 3]);
  assert.deepEqual(seen(after(state, requests(4))), ["running", 4]);
  const ended = after(state, requests(5, { state: "halted" }), requests(9));
  assert.deepEqual(seen(ended), ["halted", 5]);
  const stuck = after(state, requests(3, { state: "stuck" }), requests(4));
  assert.deepEqual(seen(stuck), ["running", 4], "the next release goes on with it");
});

test("whoever signs in anew starts from nothing of the session before; a link's offer belongs to a session", () => {
  const state = after(begin(), { type: "job", job: job({}) }, { type: "link", link: { kind: "refused" } });
  assert.deepEqual(state.link, { kind: "refused" });
  const other = after(state, { type: "signed-in" });
  assert.deepEqual([other.jobs, other.items, other.link, other.region], [[], [], null, REGION]);
  const out = after(state, { type: "signed-out", rejected: false });
  assert.equal(after(out, { type: "link", link: { kind: "refused" } }).link, null);
});

test("rows are sorted like people count and filtered by every word", () => {
  assert.deepEqual(order(begin()), ["ins-d", "ins-e", "ins-a", "ins-b", "ins-c"]);
  assert.deepEqual(order(after(begin(), { type: "sort", key: "name" })), [
    "ins-c",
    "ins-b",
    "ins-a",
    "ins-e",
    "ins-d",
  ]);
  assert.deepEqual(order(after(begin(), { type: "search", text: "WEB ins-c" })), ["ins-c"]);
  assert.deepEqual(order(after(begin(), { type: "group", group: "changing" })), ["ins-e"]);
});

test("what a filter hides leaves the selection, and is counted", () => {
  const all = after(begin(), { type: "select-all", on: true });
  assert.equal(all.selection.ids.size, 5);
  const stopped = after(all, { type: "group", group: "stopped" });
  assert.deepEqual(selected(stopped), ["ins-a", "ins-b", "ins-d"]);
  assert.equal(stopped.dropped, 2);
  const searched = after(stopped, { type: "search", text: "db" });
  assert.deepEqual(selected(searched), ["ins-d"]);
  assert.deepEqual(selected(after(searched, { type: "search", text: "" }, { type: "group", group: "all" })), [
    "ins-d",
  ]);
});

test("a row that a refresh moves out of the filter, or that is gone, leaves the selection too", () => {
  const state = after(begin(), { type: "group", group: "stopped" }, { type: "select-all", on: true });
  const moved = after(state, loaded([instance("ins-a", "STARTING"), instance("ins-b", "STOPPED")]));
  assert.deepEqual(selected(moved), ["ins-b"]);
});

test("another region clears the selection, and a late list of the old region is dropped", () => {
  const state = after(
    begin(),
    { type: "select-all", on: true },
    { type: "region", region: "ap-singapore" },
    loaded(FLEET),
  );
  assert.deepEqual(selected(state), []);
  assert.deepEqual(state.items, []);
});

test("Shift-click takes the range from the last click, both ways, and can take it back", () => {
  const range = after(
    begin(),
    { type: "toggle", id: "ins-b", range: false },
    { type: "toggle", id: "ins-e", range: true },
  );
  assert.deepEqual(selected(range), ["ins-a", "ins-b", "ins-e"]);
  const back = after(range, { type: "toggle", id: "ins-b", range: true });
  assert.deepEqual(selected(back), []);
});

test("Shift with the arrow keys grows and shrinks the range", () => {
  const [d, e, a] = ["ins-d", "ins-e", "ins-a"];
  const grown = after(
    begin(),
    { type: "focus-row", id: d, extend: false },
    { type: "focus-row", id: e, extend: true },
    { type: "focus-row", id: a, extend: true },
  );
  assert.deepEqual(selected(grown), [a, d, e]);
  assert.deepEqual(selected(after(grown, { type: "focus-row", id: e, extend: true })), [d, e]);
});

test("only stopped instances are started; the others are counted by state", () => {
  const state = after(begin(), { type: "select-all", on: true });
  const plan = planStart(visibleRows(state), state.selection.ids);
  assert.deepEqual(
    plan.take.map((/** @type {any} */ row) => row.InstanceId),
    ["ins-d", "ins-a", "ins-b"],
  );
  assert.deepEqual(Object.fromEntries(plan.skip), { RUNNING: 1, STARTING: 1 });
});

test("a started job clears the selection and closes the confirmation", () => {
  const confirmation = { key: "k", region: REGION, rows: [FLEET[0]], sending: false, problem: null };
  const open = after(begin(), { type: "select-all", on: true }, { type: "confirm", confirmation });
  const sent = after(open, { type: "confirm-sending" }, { type: "job-created", job: job({}) });
  assert.deepEqual(selected(sent), []);
  assert.equal(sent.confirmation, null);
  assert.equal(sent.jobs.length, 1);
});

test("a confirmation that failed keeps its key; one that was closed meanwhile shows the problem on the page", () => {
  const problem = { status: 0, code: "Page.NoReply", detail: "" };
  const confirmation = { key: "k", region: REGION, rows: [FLEET[0]], sending: true, problem: null };
  const open = after(begin(), { type: "confirm", confirmation });
  const failed = after(open, { type: "confirm-failed", problem });
  assert.deepEqual(failed.confirmation, { ...confirmation, sending: false, problem });
  assert.equal(after(open, { type: "confirm-closed" }, { type: "confirm-failed", problem }).problem, problem);
});

test("jobs: newest first; rows outlive an event without them; a finished job does not run again", () => {
  const instances = [{ instanceId: "ins-a", outcome: "pending" }];
  const state = after(begin(), {
    type: "jobs",
    jobs: [job({ id: "job_0", createdAt: 1 }), job({ id: "job_2", createdAt: 9 })],
  });
  assert.deepEqual(
    state.jobs.map((/** @type {any} */ known) => known.id),
    ["job_2", "job_0"],
  );
  const ended = after(
    state,
    { type: "job", job: job({ id: "job_0", createdAt: 1, instances }) },
    { type: "job", job: job({ id: "job_0", createdAt: 1, state: "done" }) },
  );
  assert.deepEqual(ended.jobs[1].instances, instances);
  assert.equal(after(ended, { type: "job", job: job({ id: "job_0", createdAt: 1 }) }).jobs[1].state, "done");
  assert.equal(after(ended, { type: "job-gone", id: "job_2" }).jobs.length, 1);
});

test("a lost gateway keeps the rows; the next list takes the problem away", () => {
  const problem = { status: 0, code: "Page.NoReply", detail: "" };
  const lost = after(begin(), { type: "refresh-failed", problem });
  assert.equal(lost.items.length, 5);
  assert.equal(lost.refreshProblem, problem);
  assert.equal(after(lost, loaded(FLEET)).refreshProblem, null);
});

test("signing out forgets everything but the view", () => {
  const out = after(begin(), { type: "job", job: job({}) }, { type: "signed-out", rejected: true });
  assert.deepEqual(out.auth, { kind: "out", rejected: true });
  assert.deepEqual([out.items.length, out.jobs.length, out.region], [0, 0, REGION]);
});

test("troubles are grouped by code, the largest group first", () => {
  const error = { code: "InvalidInstanceId.NotFound", message: "gone", advice: "fix-request" };
  const rows = [
    { instanceId: "ins-a", outcome: "unknown" },
    { instanceId: "ins-b", outcome: "failed", error, requestId: "r1" },
    { instanceId: "ins-c", outcome: "done" },
    { instanceId: "ins-d", outcome: "failed", error, requestId: "r2" },
  ];
  const groups = groupTroubles(rows);
  assert.deepEqual(
    groups.map((/** @type {any} */ group) => [group.code, group.instanceIds, group.requestId]),
    [
      [error.code, ["ins-b", "ins-d"], "r1"],
      ["", ["ins-a"], null],
    ],
  );
  assert.equal(countTroubles({ outcomes: { done: 4, failed: 2, conflict: 1, unknown: 3 } }), 6);
});

test("both languages say everything, and the Chinese texts are Chinese", () => {
  /** @param {any} value @param {string} path @returns {[string, string][]} */
  const flat = (value, path) =>
    typeof value === "object"
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, `${path}.${key}`))
      : [[path, typeof value === "function" ? value(3, 7) : value]];
  const en = flat(texts.en, "");
  const zh = flat(texts.zh, "");
  assert.deepEqual(
    zh.map(([path]) => path),
    en.map(([path]) => path),
  );
  const foreign = new Set([".htmlLang", ".switchTo"]);
  for (const [path, text] of zh) {
    if (!foreign.has(path)) assert.match(text, /\p{Script=Han}/u, path);
  }
});
