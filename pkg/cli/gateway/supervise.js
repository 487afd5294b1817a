import { spawn } from "node:child_process";

/**
 * `node supervise.js PROGRAM ARGS...` runs a program that must not outlive whoever started this: when standard input ends,
 * which it does however the other side of the pipe ends, the program is killed. It has this process's other descriptors.
 */
const [program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "inherit"] });

const end = () => child.kill("SIGKILL");
process.stdin.once("end", end);
process.stdin.once("error", end);
process.stdin.resume();

// Whoever ends the group of both sends these to the program too: it is the one to end first.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

child.once("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
child.once("close", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
