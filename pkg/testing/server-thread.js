import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { createHandler } from "../cli/server/handler.js";
import { module } from "../dist/emulator.inline.js";
import * as wasm from "../dist/emulator.js";
import { openCore } from "../emulator/core.js";

/** A GET may carry 32 KB in its target, which Node counts among the headers. */
const MAX_HEADER_BYTES = 128 * 1024;

wasm.initSync({ module });

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
try {
  let core = openCore(wasm, workerData);
  const reset = () => {
    const next = openCore(wasm, workerData);
    core.free();
    core = next;
  };
  const handler = createHandler({ core: () => core, reset }, () => {});
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 75_000 }, handler);
  server.listen(0, "127.0.0.1", () => {
    const address = /** @type {import("node:net").AddressInfo} */ (server.address());
    port.postMessage({ url: `http://127.0.0.1:${address.port}` });
  });
} catch (error) {
  port.postMessage({ problem: /** @type {Error} */ (error).message });
}
