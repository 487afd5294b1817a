import { EXIT } from "../exit.js";

/**
 * Ctrl-C: the first asks the command to end, the second ends the process.
 * @param {() => void} first called once
 * @returns {{change(first: () => void): void, count(): number, end(): void}} `change`: what the first does from now on
 */
export function onInterrupt(first) {
  let count = 0;
  let handler = first;
  const listener = () => {
    count += 1;
    if (count > 1) process.exit(EXIT.interrupted);
    handler();
  };
  process.on("SIGINT", listener);
  return {
    change: (next) => {
      handler = next;
    },
    count: () => count,
    end: () => void process.off("SIGINT", listener),
  };
}
