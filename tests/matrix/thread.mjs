import { parentPort } from "node:worker_threads";
import * as client from "tencentcloud-edge";
import { perform } from "./agent.mjs";

parentPort?.on("message", async ({ id, task }) => {
  parentPort?.postMessage({ id, account: await perform(client, task) });
});
