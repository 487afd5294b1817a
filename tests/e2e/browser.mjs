import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { browserArgs, browserProblem, findBrowser } from "../../scripts/lib/browser.mjs";

/** How long anything the page should show may take, on the slowest machine. */
export const PATIENCE_MS = 60_000;

/** @typedef {import("playwright-core").Page} Page */

/** The machine's own Chromium. */
export async function launch() {
  const found = findBrowser();
  if (!found) throw browserProblem();
  const browser = await chromium.launch({ executablePath: found.browser, args: browserArgs });

  return {
    /**
     * A tab with nothing stored, and what it complained about: errors on the console and uncaught exceptions.
     * @param {import("playwright-core").BrowserContextOptions} [options]
     */
    async open(options = {}) {
      const context = await browser.newContext({
        locale: "en-US",
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      /** @type {string[]} */
      const complaints = [];
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      return { page, complaints, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

/**
 * What axe holds against the page and calls serious or worse, one line each.
 * @param {Page} page
 */
export async function seriousViolations(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** @param {string} id */
export const rowOf = (id) => `tbody tr[data-id="${id}"]`;

/** @param {import("playwright-core").Locator} locator */
export const textOf = async (locator) => (await locator.textContent()) ?? "";

/**
 * Waits until the row shows the state.
 * @param {Page} page
 * @param {string} id
 * @param {string} state
 */
export async function seeState(page, id, state) {
  await page.waitForSelector(`${rowOf(id)}[data-state="${state}"]`);
}

/**
 * Presses Tab until the focus is on what `selector` matches.
 * @param {Page} page
 * @param {string} selector
 */
export async function tabTo(page, selector) {
  const reached = () => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  for (let presses = 0; presses < 40; presses += 1) {
    if (await reached()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`40 presses of Tab do not reach ${selector}`);
}
