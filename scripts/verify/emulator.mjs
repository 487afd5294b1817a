import { parseArgs } from "node:util";
import { cargoCounts } from "../lib/parts.mjs";
import { main, Problem, run } from "../lib/run.mjs";
import { hostCargo } from "../lib/rust.mjs";
import { setup } from "../lib/setup.mjs";
import { step } from "../lib/steps.mjs";

const HELP = `npm run verify:emulator -- [options]

Sends the emulator random requests that are signed well, of which none may be refused; the same with one bit or one field
changed, of which none may be accepted; and bytes, parameters, options, rules and saved states of any shape, after which it
must still be there.

  --requests N   of each of the first two; default 100000
  --seconds N    of each kind of the third; default 30
  --seed N       makes the same requests again; default: new ones, whose seeds are printed
  --help         this text`;

main(async () => {
  const { help, requests, seconds, seed } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
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

function readOptions() {
  try {
    const number = /** @type {const} */ ({ type: "string" });
    const { values } = parseArgs({
      options: { requests: number, seconds: number, seed: number, help: { type: "boolean" } },
    });
    return {
      help: values.help === true,
      requests: whole("requests", values.requests ?? "100000"),
      seconds: whole("seconds", values.seconds ?? "30"),
      seed: values.seed === undefined ? undefined : whole("seed", values.seed),
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {string} name @param {string} text */
function whole(name, text) {
  if (/^\d{1,19}$/.test(text)) return text;
  throw new Problem(`--${name} takes a whole number, not ${text}.`);
}
