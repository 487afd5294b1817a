import { build } from "../lib/build.mjs";
import { script, whole } from "../lib/options.mjs";
import { Problem } from "../lib/run.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const MOST_SECONDS = 12;
const MOST_MB = 200;
/** How many commands run at once: what they do most is wait. */
const LANES = 16;
const EMULATOR = ["--boot", "100,500", "--quiet"];

const SCRIPT = {
  command: "npm run verify:cli",
  about: `Kills \`tencentcloud-edge start --resume\` with SIGKILL at every write of its journal, before, in the middle and after it, and goes on: each instance must be started once. Then starts 10,000 and 100,000 instances of five regions, their ids from a file: the first may take ${MOST_SECONDS} s, the second ${MOST_MB} MB of the command's process. About five minutes on two processors.`,
  options: {
    kills: whole("N", "default 200", { fallback: 200 }),
    fast: whole("N", "instances that are timed; default 10000, 0 for none", { fallback: 10_000 }),
    large: whole("N", "instances whose memory is measured; default 100000, 0 for none", {
      fallback: 100_000,
    }),
  },
};

script(SCRIPT, async ({ kills, fast, large }) => {
  await setup();
  await build();
  if (kills > 0) await step(`${kills} kills`, (say) => kill(kills, say));
  if (fast > 0) {
    const { seconds } = await step(`${fast} instances`, () => start(fast));
    console.log(`${fast} instances in ${seconds.toFixed(1)} s`);
    if (seconds > MOST_SECONDS) throw new Problem(`That is more than ${MOST_SECONDS} s.`);
  }
  if (large > 0) {
    const { seconds, peakMb } = await step(`${large} instances`, () => start(large));
    console.log(`${large} instances in ${seconds.toFixed(1)} s, with ${peakMb.toFixed(0)} MB at most`);
    if (peakMb > MOST_MB) throw new Problem(`That is more than ${MOST_MB} MB.`);
  }
});

/** @param {number} count */
async function start(count) {
  const { largeFleet, REGIONS, startAll } = await import("../../tests/cli/large.mjs");
  const fleet = largeFleet(count);
  return withTerminal({ fleet, args: [...EMULATOR, "--regions", REGIONS.join()] }, (terminal) =>
    startAll(terminal, fleet),
  );
}

/** @param {number} wanted @param {(text: string) => void} say */
async function kill(wanted, say) {
  const { fleetFor, idsOf, killAndGoOn, MOST_WRITES, WHEN } = await import("../../tests/cli/kill.mjs");
  // Some operations end with fewer writes than others, and are not killed then.
  const most = wanted * 3;
  const args = ["--boot", "20,80", "--no-rate-limits", "--quiet"];
  await withTerminal({ fleet: fleetFor(most), args }, async (terminal) => {
    let [next, killed] = [0, 0];
    async function lane() {
      while (killed < wanted && next < most) {
        const operation = next++;
        const when = /** @type {typeof WHEN[number]} */ (WHEN[operation % WHEN.length]);
        const at = 1 + (Math.floor(operation / WHEN.length) % MOST_WRITES);
        if ((await killAndGoOn(terminal, { operation, at, when })).killed) killed += 1;
        say(`${killed}`);
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane));
    const { starts } = await terminal.server.snapshot();
    const ids = Array.from({ length: next }, (_, operation) => idsOf(operation)).flat();
    const wrong = ids.filter((id) => starts[id] !== 1);
    if (wrong.length > 0) throw new Problem(`${wrong.length} were not started once: ${wrong.slice(0, 5)}`);
    console.log(`${killed} kills of ${next} operations; each of ${ids.length} instances was started once`);
    if (killed < wanted) throw new Problem(`There were only ${killed} kills.`);
  });
}

/**
 * @template T
 * @param {object} options of the emulator
 * @param {(terminal: Awaited<ReturnType<typeof import("../../tests/cli/support.mjs").terminal>>) => Promise<T>} work
 */
async function withTerminal(options, work) {
  const { terminal } = await import("../../tests/cli/support.mjs");
  /** @type {Array<() => unknown>} */
  const after = [];
  try {
    return await work(
      await terminal({ after: (/** @type {() => unknown} */ end) => void after.push(end) }, options),
    );
  } finally {
    for (const end of after) await end();
  }
}
