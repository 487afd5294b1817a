import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "tencentcloud-edge";
import { createEmulator, demoCredentials } from "tencentcloud-edge/emulator";
import { ACTIONS, SERVICE, VERSION } from "#model";
import { committedService } from "../../scripts/metadata/files.mjs";
import { unlike } from "./metadata/reply.mjs";

const metadata = committedService("cvm");
assert.ok(metadata, "pkg/metadata/cvm.json is missing: run `npm run metadata`");

const REGION = "ap-guangzhou";
const emulator = createEmulator({ instances: 300, clock: "virtual" });
const inState = (/** @type {string} */ state) =>
  emulator
    .snapshot()
    .instances.filter((instance) => instance.region === REGION && instance.InstanceState === state)
    .slice(0, 5)
    .map(({ InstanceId }) => InstanceId);

/** What each action is asked, in this order. @type {Record<string, () => object>} */
const PAYLOADS = {
  DescribeInstances: () => ({ Limit: 100 }),
  DescribeInstancesStatus: () => ({ Limit: 100 }),
  DescribeRegions: () => ({}),
  DescribeZones: () => ({}),
  TerminateInstances: () => ({ InstanceIds: inState("STOPPED").slice(0, 1) }),
  StartInstances: () => ({ InstanceIds: inState("STOPPED") }),
  StopInstances: () => ({ InstanceIds: inState("RUNNING") }),
  RebootInstances: () => ({ InstanceIds: inState("RUNNING") }),
  ResetInstancesPassword: () => ({ InstanceIds: inState("STOPPED"), Password: "Tea.and.cake7" }),
  RunInstances: () => ({ Placement: { Zone: "ap-guangzhou-6" }, ImageId: "img-487zeit5" }),
};

test("every action of the model is asked", () => {
  assert.deepEqual(Object.keys(PAYLOADS).sort(), Object.keys(ACTIONS).sort());
});

for (const [action, payload] of Object.entries(PAYLOADS)) {
  test(`what the emulator answers to ${action} is as the metadata say`, async () => {
    const request = { service: SERVICE, version: VERSION, action, region: REGION, payload: payload() };
    const reply = await call(request, { credentials: demoCredentials, fetch: emulator.fetch });
    const fields = metadata.actions[action]?.reply ?? [];
    assert.deepEqual([...new Set(unlike(action, reply, fields, metadata.objects))], []);
  });
}

test("a reply that is not as the metadata say is told", () => {
  const reply = { TotalCount: "1", InstanceSet: [{ InstanceId: null }], Extra: 1 };
  const told = unlike("Reply", reply, metadata.actions.DescribeInstances?.reply ?? [], metadata.objects);
  for (const line of [
    "Reply.Extra: not in the metadata",
    "Reply.TotalCount: no integer",
    "Reply.InstanceSet[].InstanceId: null",
    "Reply.InstanceSet[].Placement: missing",
    "Reply.RequestId: missing",
  ]) {
    assert.ok(told.includes(line), `${line}\n${told.join("\n")}`);
  }
});
