import { script, whole } from "../lib/options.mjs";
import { cargoCounts } from "../lib/parts.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const SCRIPT = {
  command: "npm run verify:emulator",
  about:
    "Sends the emulator random requests that are signed well, of which none may be refused; the same with one bit or one field changed, of which none may be accepted; and bytes, parameters, options, rules and saved states of any shape, none of which may make it panic.",
  options: {
    requests: whole("N", "of each of the first two; default 100000", { fallback: 100_000 }),
    seconds: whole("N", "of each kind of the third; default 30", { fallback: 30 }),
    seed: whole("N", "makes the same requests again; default: new ones, whose seeds are printed", {
      fallback: undefined,
    }),
  },
};

script(SCRIPT, async ({ requests, seconds, seed }) => {
  await setup();
  const { command, args, env } = hostCargo("test");
  const verify = [
    "--release",
    "--package",
    "tencentcloud-edge-emulator",
    "--test",
    "verify",
    "--",
    "--nocapture",
  ];
  const settings = {
    VERIFY_REQUESTS: String(requests),
    VERIFY_FUZZ_SECONDS: String(seconds),
    ...(seed !== undefined && { VERIFY_SEED: String(seed) }),
  };
  const { ok, output } = await step(
    `${requests} requests of each kind, and ${seconds} s of anything`,
    (say) => run(command, [...args, ...verify], { env: { ...env, ...settings }, onLine: say }),
  );
  for (const line of output.split("\n")) if (/VERIFY_SEED|, 0 \w+$/.test(line)) console.log(line);
  const { passed, failed } = cargoCounts(output, ok);
  if (!ok || failed > 0 || passed === 0) throw new Problem(`It did not hold:\n${output}`);
});
