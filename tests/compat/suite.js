// The one suite that every runtime, bundler and test runner of the matrix runs. Nothing in here is of Node or of a page.

import * as main from "tencentcloud-edge";
import * as later from "tencentcloud-edge/async";
import { assumeRole } from "tencentcloud-edge/credentials";
import { diagnoseSignature } from "tencentcloud-edge/diagnose";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { createGatewayClient } from "tencentcloud-edge/gateway";
import * as alone from "tencentcloud-edge/sign";
import { startEmulator } from "tencentcloud-edge/testing";
import * as v1 from "tencentcloud-edge/v1";
import { holdAll } from "./hold-vectors.js";
import vectors from "./vectors.js";

const { call, createJob, signRequest, startInstances, TencentCloudError } = main;
const region = "ap-guangzhou";
const request = { service: "cvm", version: "2017-03-12", action: "DescribeInstances", region };
const MACHINES = 250;

/** What EXPECTED in check.mjs says, wherever it runs. */
export async function suite() {
  await later.ready();
  return {
    vectors: holdAll([main, alone, later], v1, vectors),
    start: await startWithLostReply(),
    abort: await abortWhileSent(),
    error: await refusedKey(),
    entries: await everyEntry(),
  };
}

async function startWithLostReply() {
  const ids = Array.from({ length: MACHINES }, (_, at) => `ins-${String(at).padStart(8, "0")}`);
  const instances = ids.map((InstanceId) => ({ InstanceId, InstanceState: "STOPPED" }));
  const emulator = createEmulator({ instances, bootMs: [10, 20] });
  emulator.inject({ kind: "accepted-but-reply-lost", action: "StartInstances", times: 1 });
  const options = { region, credentials: demoCredentials, fetch: emulator.fetch, settleMs: 500 };
  const { ok, instances: started } = await startInstances(ids, options);
  const { starts } = emulator.snapshot();
  emulator.free();
  return { ok, done: started.length, once: ids.every((id) => starts[id] === 1) };
}

async function abortWhileSent() {
  const emulator = createEmulator({ instances: 1 });
  emulator.inject({ kind: "hang" });
  const controller = new AbortController();
  const fetch = (...args) => {
    setTimeout(() => controller.abort(new Error("enough")), 20);
    return emulator.fetch(...args);
  };
  const options = { credentials: demoCredentials, fetch, signal: controller.signal };
  return refusal(call(request, options));
}

async function refusedKey() {
  const emulator = createEmulator({ instances: 1 });
  const credentials = { ...demoCredentials, secretKey: "wrong" };
  return refusal(call(request, { credentials, fetch: emulator.fetch, retry: { attempts: 1 } }));
}

/** @param {Promise<unknown>} promise */
const refusal = (promise) =>
  promise.then(
    () => "none",
    (error) => ({ code: error.code, ours: error instanceof TencentCloudError, said: error.message !== "" }),
  );

async function everyEntry() {
  const emulator = await startEmulator({ instances: 4, endWith: () => {} });
  const { ok } = await startInstances(emulator.ids(), emulator.options);
  const roleArn = "qcs::cam::uin/100000000001:roleName/operator";
  const { token } = await assumeRole(demoCredentials, { roleArn, fetch: emulator.options.fetch })();
  await emulator.close();
  const { action } =
    createJob("StartInstances", ["ins-00000000"], { region, nowMs: 1 }).next(1).request ?? {};
  const gateway = createGatewayClient({ url: "https://gateway.example.com", token: "t" });
  const bytes = signRequest({ ...request, payload: new TextEncoder().encode("{}") }, demoCredentials, {
    timestamp: 1,
  });
  const text = signRequest({ ...request, payload: "{}" }, demoCredentials, { timestamp: 1 });
  const given = { ...text, body: "{ }" };
  const { causes } = diagnoseSignature(given, demoCredentials, { receivedAtMs: null });
  return {
    ok,
    token: token.length > 0,
    action,
    gateway: typeof gateway.jobs.create,
    bytes: bytes.headers.authorization === text.headers.authorization,
    cause: causes[0]?.code,
  };
}
