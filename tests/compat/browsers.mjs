import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, findFirefox } from "../../scripts/lib/browser.mjs";
import { startChild } from "../../scripts/lib/child.mjs";
import { ask } from "../../scripts/lib/run.mjs";
import { launch } from "../e2e/browser.mjs";

/** Opens an address in a new Chromium. @param {string} url */
export async function inChromium(url) {
  const browser = await launch();
  const { page, complaints } = await browser.open();
  await page.goto(url);
  return async () => {
    if (complaints.length > 0) console.error(complaints.join("\n"));
    await browser.close();
  };
}

/** Opens an address in a new Firefox. @param {string} url */
export async function inFirefox(url) {
  const profile = mkdtempSync(join(tmpdir(), "firefox-"));
  const args = ["--headless", "--no-remote", "--new-instance", "--profile", profile, url];
  const child = startChild("firefox", findFirefox() ?? "firefox", args, {
    env: { ...process.env, HOME: profile },
  });
  return async () => {
    child.stop();
    await child.exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** @param {string | undefined} command */
const version = (command) => /\d+(\.\d+)*/.exec(ask(command ?? "", ["--version"]) ?? "")?.[0] ?? "?";

export const chromiumVersion = () => version(findBrowser()?.browser).split(".")[0] ?? "?";
export const firefoxVersion = () => version(findFirefox());
