import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { initialState, reduce } = await load("app/state");
const { splitForStart, visibleRows } = await load("instances/rows");

const REGION = "ap-guangzhou";

/** @param {string} id @param {string} state @param {string} [name] */
const instance = (id, state, name = id) => ({ InstanceId: id, InstanceName: name, InstanceState: state });

/** @typedef {import("../../www/src/api/types.js").Instance} Instance */
/** @typedef {import("../../www/src/api/types.js").Job} Job */
/**
 * What the tests read of a state.
 * @typedef {object} State
 * @property {Instance[]} items
 * @property {Job[]} jobs
 * @property {{ ids: Set<string> }} selection
 * @property {number} deselected
 * @property {object | null} link
 * @property {object | null} problem
 * @property {object | null} refreshProblem
 * @property {object | null} confirmation
 * @property {object} auth
 * @property {string} region
 */

/** @param {State} state @param {...object} events @returns {State} */
const after = (state, ...events) =>
  events.reduce((/** @type {State} */ before, event) => reduce(before, event), state);

/** @param {object[]} items */
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

/** @param {State} state */
const selected = (state) => [...state.selection.ids].sort();
/** @param {State} state */
const order = (state) => visibleRows(state).map((/** @type {Instance} */ row) => row.InstanceId);

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

test("a reply with a smaller version is ignored, and a job that has ended does not run again", () => {
  const requests = (/** @type {number} */ count, /** @type {object} */ change = {}) => ({
    type: "job",
    job: job({ version: count, progress: { ...job({}).progress, requests: count }, ...change }),
  });
  /** @param {State} state */
  const seen = ({ jobs: [first] }) => [first?.state, first?.progress.requests];
  const state = after(begin(), requests(3), requests(2));
  assert.deepEqual(seen(state), ["running", 3]);
  assert.deepEqual(seen(after(state, requests(4))), ["running", 4]);
  const ended = after(state, requests(5, { state: "halted" }), requests(9));
  assert.deepEqual(seen(ended), ["halted", 5]);
  const stuck = after(state, requests(3, { state: "stuck" }), requests(4));
  assert.deepEqual(seen(stuck), ["running", 4], "a stuck job may run again");
});

test("signing in clears the previous session; a link is offered in a session only", () => {
  const state = after(begin(), { type: "job", job: job({}) }, { type: "link", link: { kind: "refused" } });
  assert.deepEqual(state.link, { kind: "refused" });
  const other = after(state, { type: "signed-in" });
  assert.deepEqual([other.jobs, other.items, other.link, other.region], [[], [], null, REGION]);
  const out = after(state, { type: "signed-out", rejected: false });
  assert.equal(after(out, { type: "link", link: { kind: "refused" } }).link, null);
});

test("rows are sorted with numbers in numerical order and must match every word of the search", () => {
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

test("rows that a filter hides are deselected and counted", () => {
  const all = after(begin(), { type: "select-all", on: true });
  assert.equal(all.selection.ids.size, 5);
  const stopped = after(all, { type: "group", group: "stopped" });
  assert.deepEqual(selected(stopped), ["ins-a", "ins-b", "ins-d"]);
  assert.equal(stopped.deselected, 2);
  const searched = after(stopped, { type: "search", text: "db" });
  assert.deepEqual(selected(searched), ["ins-d"]);
  assert.deepEqual(selected(after(searched, { type: "search", text: "" }, { type: "group", group: "all" })), [
    "ins-d",
  ]);
});

test("rows that a refresh removes or moves out of the filter are deselected too", () => {
  const state = after(begin(), { type: "group", group: "stopped" }, { type: "select-all", on: true });
  const moved = after(state, loaded([instance("ins-a", "STARTING"), instance("ins-b", "STOPPED")]));
  assert.deepEqual(selected(moved), ["ins-b"]);
});

test("changing the region clears the selection, and a late list of the previous region is ignored", () => {
  const state = after(
    begin(),
    { type: "select-all", on: true },
    { type: "region", region: "ap-singapore" },
    loaded(FLEET),
  );
  assert.deepEqual(selected(state), []);
  assert.deepEqual(state.items, []);
});

test("Shift-click selects or deselects the range from the last click, in both directions", () => {
  const range = after(
    begin(),
    { type: "toggle", id: "ins-b", range: false },
    { type: "toggle", id: "ins-e", range: true },
  );
  assert.deepEqual(selected(range), ["ins-a", "ins-b", "ins-e"]);
  const back = after(range, { type: "toggle", id: "ins-b", range: true });
  assert.deepEqual(selected(back), []);
});

test("Shift with the arrow keys extends and shrinks the range", () => {
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

test("only stopped instances can be started; the others are counted by state", () => {
  const state = after(begin(), { type: "select-all", on: true });
  const { startable, skipped } = splitForStart(visibleRows(state), state.selection.ids);
  assert.deepEqual(
    startable.map((/** @type {Instance} */ row) => row.InstanceId),
    ["ins-d", "ins-a", "ins-b"],
  );
  assert.deepEqual(Object.fromEntries(skipped), { RUNNING: 1, STARTING: 1 });
});

test("a created job clears the selection and closes the confirmation", () => {
  const confirmation = { key: "k", region: REGION, rows: [FLEET[0]], sending: false, problem: null };
  const open = after(begin(), { type: "select-all", on: true }, { type: "confirm", confirmation });
  const sent = after(open, { type: "confirm-sending" }, { type: "job-created", job: job({}) });
  assert.deepEqual(selected(sent), []);
  assert.equal(sent.confirmation, null);
  assert.equal(sent.jobs.length, 1);
});

test("a failed confirmation keeps its key; if it was closed meanwhile, the page shows the problem", () => {
  const problem = { status: 0, code: "Page.NoReply", detail: "" };
  const confirmation = { key: "k", region: REGION, rows: [FLEET[0]], sending: true, problem: null };
  const open = after(begin(), { type: "confirm", confirmation });
  const failed = after(open, { type: "confirm-failed", problem });
  assert.deepEqual(failed.confirmation, { ...confirmation, sending: false, problem });
  assert.equal(after(open, { type: "confirm-closed" }, { type: "confirm-failed", problem }).problem, problem);
});

test("jobs are sorted newest first, keep their instances after an event without any, and do not run again once finished", () => {
  const instances = [{ instanceId: "ins-a", outcome: "pending" }];
  const state = after(begin(), {
    type: "jobs",
    jobs: [job({ id: "job_0", createdAt: 1 }), job({ id: "job_2", createdAt: 9 })],
  });
  assert.deepEqual(
    state.jobs.map((known) => known.id),
    ["job_2", "job_0"],
  );
  const ended = after(
    state,
    { type: "job", job: job({ id: "job_0", createdAt: 1, instances }) },
    { type: "job", job: job({ id: "job_0", createdAt: 1, state: "done" }) },
  );
  assert.deepEqual(ended.jobs[1]?.instances, instances);
  assert.equal(after(ended, { type: "job", job: job({ id: "job_0", createdAt: 1 }) }).jobs[1]?.state, "done");
  assert.equal(after(ended, { type: "job-gone", id: "job_2" }).jobs.length, 1);
});

test("a failed refresh keeps the rows; the next list clears the problem", () => {
  const problem = { status: 0, code: "Page.NoReply", detail: "" };
  const lost = after(begin(), { type: "refresh-failed", problem });
  assert.equal(lost.items.length, 5);
  assert.equal(lost.refreshProblem, problem);
  assert.equal(after(lost, loaded(FLEET)).refreshProblem, null);
});

test("signing out clears everything but the view", () => {
  const out = after(begin(), { type: "job", job: job({}) }, { type: "signed-out", rejected: true });
  assert.deepEqual(out.auth, { kind: "out", rejected: true });
  assert.deepEqual([out.items.length, out.jobs.length, out.region], [0, 0, REGION]);
});
