import { planInstances, startInstances } from "tencentcloud-edge";
import { defaultCredentials } from "tencentcloud-edge/credentials";

const [key, value, region = process.env.TENCENTCLOUD_REGION] = process.argv.slice(2);
if (!key || !value || !region) {
  console.error("usage: node start.mjs TAG VALUE [REGION], or TENCENTCLOUD_REGION");
  process.exit(2);
}
const options = {
  region,
  credentials: defaultCredentials(),
  // The emulator's, while you try it.
  endpoint: process.env.TENCENTCLOUD_ENDPOINT,
};

const plan = await planInstances("StartInstances", { tags: { [key]: value } }, options).catch((error) => {
  console.error(`${options.endpoint ?? "Tencent Cloud"}: ${error.message} (${error.code})`);
  process.exit(1);
});
if (plan.changes.length + plan.already.length + plan.refused.length === 0) {
  console.error(`No instance in ${region} has the tag ${key}=${value}.`);
  process.exit(4);
}
console.log(`${plan.changes.length} to start, ${plan.already.length} started already`);
for (const { instanceId, reason } of plan.refused) console.log(`${instanceId} cannot be started: ${reason}`);
if (plan.changes.length > 0) {
  const { ok, instances } = await startInstances(plan.changes, {
    ...options,
    onProgress: ({ total, outcomes }) => console.error(`${outcomes.done} of ${total} running`),
  });
  for (const { instanceId, outcome, error } of instances) {
    if (outcome !== "done") console.log(`${instanceId}: ${outcome} ${error?.code ?? ""}`);
  }
  console.log(ok ? "all are running" : "not all are running");
  process.exitCode = ok ? 0 : 3;
}
