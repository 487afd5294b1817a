import { createGatewayClient } from "tencentcloud-edge/gateway";

const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await start(Object.fromEntries(new FormData(form)));
  } catch (error) {
    status.textContent = String(error);
  } finally {
    button.disabled = false;
  }
});

/** Starts whatever is stopped in a region, and says how far it is. */
async function start({ token, region }) {
  const client = createGatewayClient({ url: location.origin, token });
  const stopped = [];
  for await (const { InstanceId, InstanceState } of client.instances.all({ region })) {
    if (InstanceState === "STOPPED") stopped.push(InstanceId);
  }
  if (stopped.length === 0) {
    status.textContent = "Nothing is stopped.";
    return;
  }
  const { id } = await client.jobs.create({ action: "StartInstances", region, instanceIds: stopped });
  for await (const { total, outcomes, state } of client.jobs.watch(id)) {
    status.textContent = `${outcomes.done} of ${total} running${state === "running" ? "…" : "."}`;
  }
}
