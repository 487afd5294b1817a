import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { signRequest } from "tencentcloud-edge/sign";
import { paths } from "../../scripts/lib/paths.mjs";

const { url, ...init } = signRequest(
  { service: "cvm", version: "2017-03-12", action: "DescribeInstances", region: "ap-guangzhou" },
  demoCredentials,
  {},
);

/** A Request as another realm or library has it: the same members, no instance of ours. @param {AbortSignal} [signal] */
function foreignRequest(signal) {
  const ours = new Request(url, init);
  const { method, redirect, headers } = ours;
  const members = { url, method, redirect, headers, signal, arrayBuffer: () => ours.arrayBuffer() };
  return /** @type {Request} */ (/** @type {unknown} */ (members));
}

test("the emulator takes a Request that is none of this realm, and its signal", async () => {
  const emulator = createEmulator({ instances: 3 });
  const reply = await (await emulator.fetch(foreignRequest())).json();
  assert.equal(reply.Response.Error, undefined);
  assert.equal(typeof reply.Response.TotalCount, "number");
  emulator.inject({ kind: "hang" });
  const controller = new AbortController();
  const waiting = emulator.fetch(foreignRequest(controller.signal));
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});

test("nothing that may come from another realm is asked for its class", () => {
  const files = readdirSync(`${paths.root}/pkg`, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".js") && !/^(cli|dist)[\\/]/.test(file),
  );
  const found = files.filter((file) =>
    /instanceof (?!TencentCloudError\b)/.test(readFileSync(`${paths.root}/pkg/${file}`, "utf8")),
  );
  assert.ok(files.length > 40);
  assert.deepEqual(found, [], "a page in a frame, jsdom and Vercel's edge VM have classes of their own");
});
