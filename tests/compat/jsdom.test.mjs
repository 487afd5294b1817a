import assert from "node:assert/strict";
import { after, test } from "node:test";
import { jest } from "../../scripts/lib/peers.mjs";
import { compatProject, removePacked, succeed } from "./project.mjs";
import { jestCommand } from "./runtimes.mjs";

after(removePacked);

const BARE = `const { call, signRequest } = require("tencentcloud-edge");
const { createEmulator, demoCredentials } = require("tencentcloud-edge/emulator");
const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones", region: "ap-guangzhou" };
test("it is jsdom", () => expect([typeof document, typeof TextDecoder]).toEqual(["object", "undefined"]));
test("it signs", () => {
  const { headers } = signRequest({ ...request, payload: { Text: "杭州" } }, demoCredentials, { timestamp: 1 });
  expect(headers.authorization).toMatch(/^TC3-HMAC-SHA256 /);
});
test("it says why nothing is sent", async () => {
  const refused = await call(request, { credentials: demoCredentials }).catch((error) => error);
  expect(refused.code).toBe("Client.InvalidArgument");
  expect(refused.message).toBe("\`fetch\` must be given here, where there is no global one");
});
test("it says why there is no emulator", () => {
  expect(() => createEmulator()).toThrow(/no such class here: .* jest-fixed-jsdom/);
});
`;

test("in Jest's jsdom as it comes the package loads and signs, and says what is missing for the rest", {
  timeout: 120_000,
}, async () => {
  const peer = await jest();
  const dir = compatProject("jest-bare", { "bare.test.cjs": BARE }, peer);
  const said = await succeed(process.execPath, jestCommand(peer, dir, "jsdom"), dir);
  assert.match(said, /Tests: +4 passed/);
});
