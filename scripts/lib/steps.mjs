/** Without a terminal, a long step says every so often that it is alive. */
const HEARTBEAT_MS = 15_000;

/**
 * @typedef {(line: string) => void} Say shows the last line of what a step is doing
 */

/**
 * Runs one long step, showing what it does, its last line of output and how long it has taken. Steps with nothing to do
 * should not come here: they stay silent.
 * @template T
 * @param {string} title
 * @param {(say: Say) => Promise<T>} work
 * @param {(result: T) => boolean} [isGood] whether what it gave is a success; default always
 * @returns {Promise<T>}
 */
export async function step(title, work, isGood = () => true) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
  const live = process.stdout.isTTY === true;
  let last = "";
  const line = () => `… ${title} (${seconds()}) ${last}`;
  const show = () => {
    if (live) process.stdout.write(`\r\x1b[2K${line().slice(0, (process.stdout.columns ?? 80) - 1)}`);
    else console.log(line());
  };
  if (live) show();
  else console.log(`… ${title}`);
  const timer = setInterval(show, live ? 200 : HEARTBEAT_MS);
  try {
    const result = await work((text) => {
      const plain = printable(text);
      if (plain !== "") last = plain;
    });
    console.log(`${live ? "\r\x1b[2K" : ""}${isGood(result) ? "✓" : "✗"} ${title} (${seconds()})`);
    return result;
  } catch (error) {
    console.log(`${live ? "\r\x1b[2K" : ""}✗ ${title} (${seconds()})`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} text */
function printable(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what has to go
  return text.replace(/\x1b\[[0-9;]*m/g, "").trim();
}
