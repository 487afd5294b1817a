import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { CODES } from "#model";
import { paths } from "../../scripts/lib/paths.mjs";
import { REGION, startPair, stoppedIds, until } from "../worker/gateway.mjs";
import { launch, rowOf, seeState, seriousViolations, tabTo, textOf } from "./browser.mjs";

const TOKEN = "ops";
const SCREENSHOT = `${paths.root}/docs/dashboard.png`;

/** @type {Awaited<ReturnType<typeof startPair>>} */
let pair;
/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;
before(async () => {
  pair = await startPair({ instances: 72 });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await pair?.close();
});

const address = (token = TOKEN) => `${pair.gateway.url()}/#token=${token}`;

/**
 * A signed-in tab whose table is filled.
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function openDashboard(options) {
  const tab = await browser.open(options);
  await tab.page.goto(address());
  await tab.page.waitForSelector("tbody tr[data-id]");
  return tab;
}

/** The StartInstances requests the emulator has seen that name any of the ids. @param {string[]} ids */
async function startsOf(ids) {
  const { requests, starts } = await pair.emulator.snapshot();
  return {
    sent: requests
      .filter((r) => r.action === "StartInstances")
      .map((r) => [...(r.instanceIds ?? [])].sort())
      .filter((named) => named.some((id) => ids.includes(id))),
    starts: ids.map((id) => starts[id]),
  };
}

/**
 * Records in the page every state the rows show from now on.
 * @param {import("playwright-core").Page} page
 */
async function recordStates(page) {
  await page.evaluate(() => {
    /** @type {Record<string, string[]>} */
    const seen = {};
    const look = () => {
      for (const row of document.querySelectorAll("tbody tr[data-id]")) {
        const { id = "", state = "" } = /** @type {HTMLElement} */ (row).dataset;
        seen[id] ??= [];
        if (seen[id].at(-1) !== state) seen[id].push(state);
      }
    };
    look();
    new MutationObserver(look).observe(document, {
      subtree: true,
      attributes: true,
      attributeFilter: ["data-state"],
    });
    Object.assign(window, { seenStates: seen });
  });
  /** @param {string} id @returns {Promise<string[]>} */
  return (id) =>
    page.evaluate(
      (wanted) =>
        /** @type {Window & { seenStates: Record<string, string[]> }} */ (/** @type {unknown} */ (window))
          .seenStates[wanted] ?? [],
      id,
    );
}

test("three stopped instances are selected, started and seen STARTING, then RUNNING", async () => {
  const ids = await stoppedIds(pair.emulator, 3);
  const { page, complaints, close } = await openDashboard();
  assert.ok(!page.url().includes(TOKEN), "the token leaves the address");
  const statesOf = await recordStates(page);
  assert.deepEqual(await seriousViolations(page), []);

  for (const id of ids) await page.click(`${rowOf(id)} input`);
  await page.click("#start >> text=Start 3 instances");
  const dialog = page.locator("dialog[open]");
  for (const id of ids) assert.match(await textOf(dialog), new RegExp(id));
  assert.match(await textOf(dialog), new RegExp(REGION));
  assert.deepEqual(await seriousViolations(page), []);
  await dialog.getByRole("button", { name: "Start 3 instances" }).click();

  await page.waitForSelector('.job.running >> text="Start 3 instances"');
  assert.equal(await page.locator("tr.selected").count(), 0, "the selection does not outlive the action");
  for (const id of ids) await seeState(page, id, "RUNNING");
  await page.waitForSelector(".job.done");
  assert.match(await textOf(page.locator(".job .counts")), /3 of 3 finished\s+3 done/);
  assert.match(await textOf(page.locator("p[role=status]")), /Start 3 instances: Finished\. 3 done/);
  for (const id of ids) assert.deepEqual(await statesOf(id), ["STOPPED", "STARTING", "RUNNING"]);

  assert.deepEqual(await startsOf(ids), { sent: [[...ids].sort()], starts: [1, 1, 1] });
  assert.deepEqual(await seriousViolations(page), []);
  assert.deepEqual(complaints, []);
  await close();
});

test("Ctrl+A selects all that is shown right after loading, and Escape nothing, before the table has the focus", async () => {
  const { page, close } = await openDashboard();
  const rows = await page.locator("tbody tr[data-id]").count();
  assert.ok(rows > 1);
  await page.keyboard.press("Control+a");
  await page.waitForFunction((all) => document.querySelectorAll("tr.selected").length === all, rows);
  assert.equal(await page.evaluate(() => String(getSelection())), "", "no text of the page");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelectorAll("tr.selected").length === 0);
  await page.keyboard.press("/");
  await page.keyboard.type("ins");
  await page.keyboard.press("Control+a");
  assert.equal(await page.locator("tr.selected").count(), 0, "the box's text is meant");
  await close();
});

test("the same with the keyboard only", async () => {
  const [first = "", second = ""] = await stoppedIds(pair.emulator, 2);
  const { page, complaints, close } = await openDashboard();
  await page.keyboard.press("/");
  await page.keyboard.type(first);
  await page.waitForSelector(`tbody tr:only-child[data-id="${first}"]`);
  await tabTo(page, `${rowOf(first)} input`);
  await page.keyboard.press("Space");
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await page.waitForSelector(rowOf(second));

  await tabTo(page, "tbody input");
  const order = await page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.dataset.id));
  const key = order.indexOf(second) > order.indexOf(first) ? "ArrowDown" : "ArrowUp";
  const wanted = `${rowOf(second)} input:focus`;
  for (let presses = 0; presses < order.length && (await page.locator(wanted).count()) === 0; presses += 1) {
    await page.keyboard.press(key);
  }
  await page.keyboard.press("Space");
  assert.equal(await page.locator("tr.selected").count(), 2);
  await tabTo(page, "#start");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.equal(await page.locator("#start:focus").count(), 1, "a closed dialog gives the focus back");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Enter");
  for (const id of [first, second]) await seeState(page, id, "RUNNING");
  assert.deepEqual(await startsOf([first, second]), { sent: [[first, second].sort()], starts: [1, 1] });
  assert.deepEqual(complaints, []);
  await close();
});

test("a wrong token shows the sign-in form and sends nothing to the cloud; the right one signs in", async () => {
  /* The jobs of other tests are followed to their end, with or without a page. */
  await until("the jobs to end", async () => {
    const { body } = await pair.gateway.api("/v1/jobs", { token: TOKEN });
    return body.items.every((/** @type {{ finishedAt?: number }} */ job) => job.finishedAt !== undefined);
  });
  const requestsBefore = (await pair.emulator.snapshot()).requests.length;
  const { page, close } = await browser.open();
  await page.goto(address("wrong"));
  await page.waitForSelector("form >> text=does not accept this token");
  assert.deepEqual(await seriousViolations(page), []);
  assert.equal((await pair.emulator.snapshot()).requests.length, requestsBefore);
  assert.ok(!page.url().includes("wrong"));

  await page.fill("#token", TOKEN);
  await page.keyboard.press("Enter");
  await page.waitForSelector("tbody tr[data-id]");
  await page.reload();
  await page.waitForSelector("tbody tr[data-id]");
  await page.click("text=Sign out");
  await page.waitForSelector("#token");
  await page.reload();
  await page.waitForSelector("#token");
  await close();
});

/** Opens an address that differs in what follows the # alone, as a click on a link in the same tab does. */
const openLink = (/** @type {import("playwright-core").Page} */ page, /** @type {string} */ token) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, `token=${token}`);

test("a sign-in link never replaces a session without confirmation, and a refused one changes nothing", async () => {
  const { page, close } = await openDashboard();
  await openLink(page, "wrong");
  await page.waitForSelector(".banner >> text=You are still signed in");
  assert.ok(!page.url().includes("wrong"));
  assert.equal(await textOf(page.locator(".who")), "ops");
  assert.ok((await page.locator("tbody tr[data-id]").count()) > 0);
  await page.click(".banner >> text=Close");
  await page.waitForSelector(".banner", { state: "detached" });

  await openLink(page, "other");
  await page.waitForSelector(".banner >> text=sign-in link of “other”");
  assert.deepEqual(await seriousViolations(page), []);
  await page.click("text=Stay signed in");
  assert.equal(await textOf(page.locator(".who")), "ops");
  await page.reload();
  await page.waitForSelector('.who >> text="ops"');

  await page.goto(address("other"));
  await page.click("text=Sign in as other");
  await page.waitForSelector('.who >> text="other"');
  await page.waitForSelector("tbody tr[data-id]");
  await page.waitForSelector(".banner", { state: "detached" });
  await page.reload();
  await page.waitForSelector('.who >> text="other"');
  await close();
});

test("the selection holds no hidden rows, and running instances are skipped with the reason", async () => {
  const { page, complaints, close } = await openDashboard();
  const total = await page.locator("tbody tr").count();
  const stopped = await page.locator("tbody tr[data-state=STOPPED]").count();
  await page.check("thead input");
  assert.equal(await page.locator("tr.selected").count(), total);
  await page.waitForSelector(`#plan >> text=${total - stopped} skipped: Running`);
  await page.waitForSelector(`#start >> text=Start ${stopped} instance`);
  await page.click(".chip >> text=Running");
  assert.equal(await page.locator("tr.selected").count(), total - stopped);
  assert.equal(await page.getAttribute("#start", "aria-disabled"), "true");
  await page.click(".chip >> text=All");
  assert.equal(
    await page.locator("tr.selected").count(),
    total - stopped,
    "what was hidden does not come back selected",
  );
  assert.deepEqual(complaints, []);
  await close();
});

test("a refusal and a lost reply are shown with advice; pressing Start again creates one job only", async () => {
  const [id = ""] = await stoppedIds(pair.emulator, 1);
  const { page, close } = await openDashboard();
  const problem = { status: 403, code: "Gateway.Forbidden", detail: "outside the scope <b>actions</b>" };
  /** @type {(string | null)[]} */
  const keys = [];
  await page.route("**/v1/jobs", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    keys.push(await route.request().headerValue("idempotency-key"));
    if (keys.length === 1) {
      return route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        body: JSON.stringify(problem),
      });
    }
    if (keys.length > 2) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await page.click(`${rowOf(id)} input`);
  await page.click("#start");
  const go = page.locator("dialog[open] .primary");
  await go.click();
  await page.waitForSelector("dialog .error >> text=outside the scope <b>actions</b>");
  await page.waitForSelector("dialog .error >> text=lacks this permission");
  await go.click();
  await page.waitForSelector("dialog .error >> text=asks for the same job");
  await go.click();
  await seeState(page, id, "RUNNING");
  assert.equal(keys.length, 3);
  assert.ok(keys[0]);
  assert.equal(new Set(keys).size, 1);
  assert.deepEqual(await startsOf([id]), { sent: [[id]], starts: [1] });
  await close();
});

test("a job is shown again after a reload; while the gateway is unreachable the rows stay, and it reconnects automatically", async () => {
  const [id = ""] = await stoppedIds(pair.emulator, 1);
  const { page, close } = await openDashboard();
  await page.click(`${rowOf(id)} input`);
  await page.click("#start");
  await page.click("dialog[open] .primary");
  const job = await page.locator(".job.running").first().getAttribute("data-job");
  await page.reload();
  await page.waitForSelector(`.job[data-job="${job}"]`);
  await seeState(page, id, "RUNNING");
  await page.waitForSelector(`.job.done[data-job="${job}"]`);

  await page.context().setOffline(true);
  await page.waitForSelector(".banner >> text=cannot be reached");
  assert.ok((await page.locator("tbody tr[data-id]").count()) > 0);
  await page.context().setOffline(false);
  await page.waitForSelector(".banner", { state: "detached" });
  await close();
});

test("failed instances are listed with code, message and advice, which are escaped", async () => {
  const { page, close } = await openDashboard();
  const [failed = ""] = await stoppedIds(pair.emulator, 1);
  const outcomes = { done: 1, accepted: 0, already: 0, pending: 0, conflict: 0, failed: 1, unknown: 0 };
  const error = {
    code: "ResourceInsufficient.X",
    message: "<img src=x onerror=alert(1)>",
    advice: "give-up",
  };
  const job = {
    ...{ id: "job_x", action: "StartInstances", region: REGION, state: "done", createdAt: Date.now() + 1 },
    progress: { total: 2, outcomes, requests: 3 },
  };
  const instances = [
    { instanceId: failed, outcome: "failed", error, requestId: "req-1", sent: true },
    { instanceId: "ins-0000done", outcome: "done", sent: true },
  ];
  await page.route("**/v1/jobs", (route) => route.fulfill({ json: { items: [job] } }));
  await page.route("**/v1/jobs/job_x", (route) => route.fulfill({ json: { ...job, instances } }));
  await page.reload();
  const problem = page.locator(".problem");
  await problem.waitFor();
  const text = await textOf(problem);
  const meaning = CODES.ResourceInsufficient.text.en;
  for (const part of [failed, error.code, meaning, error.message, "Trying again will not help", "req-1"]) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
  await page.waitForSelector(`${rowOf(failed)} >> text=Start: failed`);
  assert.deepEqual(await seriousViolations(page), []);
  await close();
});

test("the page fits 360 pixels in Chinese and in the dark scheme, and is accessible", async () => {
  const { page, complaints, close } = await openDashboard({
    locale: "zh-CN",
    colorScheme: "dark",
    viewport: { width: 360, height: 640 },
  });
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await page.click("tbody tr[data-state=STOPPED] input");
  await page.waitForSelector("#start >> text=开机 1 台");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  assert.deepEqual(await seriousViolations(page), []);
  await page.click("text=English");
  await page.waitForSelector("#start >> text=Start 1 instance");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.deepEqual(complaints, []);
  await close();
});

test("the screenshot of the README can be taken", async () => {
  const wanted = process.env.UPDATE_SCREENSHOT === "1" || !existsSync(SCREENSHOT);
  const { page, close } = await openDashboard({ deviceScaleFactor: 1.5 });
  const boxes = page.locator("tbody tr[data-state=STOPPED] input");
  for (const index of [0, 1, 2]) await boxes.nth(index).click();
  await page.click("#start");
  await page.click("dialog[open] .primary");
  await page.waitForFunction(
    ([a, b]) => document.querySelector(a ?? "") !== null && document.querySelector(b ?? "") !== null,
    [".job.running", "tr[data-state=STARTING]"],
  );
  await page.locator(".scroll").evaluate((element) => element.scrollTo(0, 0));
  mkdirSync(`${paths.root}/docs`, { recursive: true });
  await page.screenshot({ path: wanted ? SCREENSHOT : `${paths.build}/dashboard.png` });
  await close();
});
