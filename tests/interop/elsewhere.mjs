// Run by runtimes other than Node: the signer, the emulator and a start, and what the runtime's own fetch is needed for.

import { call, startInstances } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { signRequest } from "tencentcloud-edge/sign";

const id = "ins-11112222";
const options = { region: "ap-guangzhou", credentials: demoCredentials };
const emulator = createEmulator({
  instances: [{ InstanceId: id, InstanceState: "STOPPED" }],
  bootMs: [10, 20],
});
emulator.inject({ kind: "accepted-but-reply-lost", action: "StartInstances", times: 1 });
const { ok } = await startInstances([id], { ...options, settleMs: 500, fetch: emulator.fetch });

emulator.inject({ kind: "gzip-bomb", times: 1 });
const request = {
  service: "cvm",
  version: "2017-03-12",
  action: "DescribeInstances",
  region: "ap-guangzhou",
  payload: {},
};
const { url, ...init } = signRequest(request, demoCredentials, {});
const { length } = await (await emulator.fetch(url, init)).text();

const [endpoint, nobody] = globalThis.process.argv.slice(-2);
const signed = signRequest({ ...request, endpoint }, demoCredentials, {});
const reply = await (
  await fetch(signed.url, { method: "POST", headers: signed.headers, body: signed.body })
).json();
// An acting request is sent again only if the runtime says that it never left.
const retry = { attempts: 2, baseMs: 1 };
/** @type {number[]} */
const attempts = [];
for (const origin of [nobody, "https://nowhere.invalid"]) {
  const start = { ...request, action: "StartInstances", endpoint: origin };
  await call(start, { ...options, retry }).catch((error) => attempts.push(error.attempts));
}
console.log(
  JSON.stringify({
    ok,
    starts: emulator.snapshot().starts[id],
    length,
    served: reply.Response.TotalCount,
    attempts,
  }),
);
