import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

const LISTEN = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () {
  console.log(String(this.address().port));
});`;
/** More than a queue of one holds. */
const WAITING = 6;

/** A port whose queue of connections is full, so that a further one is never made. @returns {Promise<number>} */
export async function fullBacklog() {
  const child = spawn(process.execPath, ["-e", LISTEN], { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill("SIGKILL"));
  const [said] = await once(child.stdout, "data");
  const port = Number(String(said));
  // Stopped, it takes no connection out of its queue.
  child.kill("SIGSTOP");
  for (let nth = 0; nth < WAITING; nth += 1) {
    connect(port, "127.0.0.1")
      .on("error", () => {})
      .unref();
  }
  child.unref();
  /** @type {import("node:net").Socket} */ (child.stdout).unref();
  return port;
}
