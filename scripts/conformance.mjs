import { parseArgs } from "node:util";
import { open } from "../tests/conformance/context.mjs";
import { suite } from "../tests/conformance/suite.mjs";
import { build } from "./lib/build.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { main, Problem } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";

const HELP = `npm run conformance -- [options]

Asks an endpoint what the documentation of CVM says of it, ${suite.length} cases from outside, and names every difference.

  --endpoint URL   default: an emulator of ours, started for it
  --region NAME    default ap-guangzhou
  --group a,b      only these groups: ${[...new Set(suite.map(({ group }) => group))].join(", ")}
  --allow-start    also what starts, stops and reboots machines; without it no request can change anything
  --gap MS         between two requests; default 0 for our own, else 250: an account has other users and a rate
  --json           one JSON object a line instead of text
  --list           the names, and nothing is sent
  --help           this text

The key of another endpoint is taken from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, for temporary ones,
TENCENTCLOUD_TOKEN; a role that it may assume from TENCENTCLOUD_ROLE_ARN. Cases that only read come first, then acting requests that must be refused (ids that nobody has, dry
runs), and with --allow-start those that act. What an account has not is passed over: without instances or a role there is
nothing to say of them.`;

main(async () => {
  const how = readOptions();
  if (how.help) {
    console.log(HELP);
    return;
  }
  const chosen = suite.filter(
    ({ group, does }) => (how.groups?.includes(group) ?? true) && (how.allowStart || does !== "starts"),
  );
  if (how.list) {
    for (const { group, name, basis, does } of chosen) console.log(`${does}\t${basis}\t${group}: ${name}`);
    return;
  }
  const { endpoint, keys, role, end } = how.endpoint === undefined ? await ours() : theirs(how.endpoint);
  const context = open({
    endpoint,
    region: how.region,
    keys,
    role,
    gapMs: how.gap ?? (how.endpoint === undefined ? 0 : 250),
  });
  let different = 0;
  try {
    for (const { group, name, basis, does, run } of chosen) {
      const problem = await run(context).then(
        () => undefined,
        (/** @type {Error} */ error) => error.message.split("\n")[0],
      );
      if (problem !== undefined) different += 1;
      if (how.json)
        console.log(JSON.stringify({ group, name, basis, does, ok: problem === undefined, problem }));
      else if (problem !== undefined) console.log(`✗ ${group}: ${name} (${basis})\n    ${problem}`);
    }
  } finally {
    await end();
  }
  if (!how.json) console.log(`${chosen.length - different} of ${chosen.length} as expected at ${endpoint}`);
  process.exitCode = different === 0 ? 0 : 1;
});

/** An emulator of ours, quick enough to be waited for. */
async function ours() {
  await setup();
  await build();
  const { demoCredentials } = await import("tencentcloud-edge/emulator");
  const server = await startEmulator({
    instances: 60,
    args: ["--no-rate-limits", "--boot", "20,60", "--quiet"],
  });
  const role = "qcs::cam::uin/100000000001:roleName/operator";
  return { endpoint: server.url, keys: demoCredentials, role, end: () => server.kill() };
}

/** @param {string} endpoint */
function theirs(endpoint) {
  const {
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    TENCENTCLOUD_TOKEN: token,
    TENCENTCLOUD_ROLE_ARN: role,
  } = process.env;
  if (!secretId || !secretKey) {
    throw new Problem("Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY: the endpoint wants a key.");
  }
  const keys = { secretId, secretKey, ...(token && { token }) };
  return { endpoint, keys, role, end: async () => {} };
}

function readOptions() {
  try {
    const text = /** @type {const} */ ({ type: "string" });
    const flag = /** @type {const} */ ({ type: "boolean" });
    const { values } = parseArgs({
      options: {
        endpoint: text,
        region: text,
        group: text,
        gap: text,
        "allow-start": flag,
        json: flag,
        list: flag,
        help: flag,
      },
    });
    if (values.endpoint !== undefined && !URL.canParse(values.endpoint))
      throw new Problem(
        `--endpoint is "${values.endpoint}": it must be a URL, as https://cvm.tencentcloudapi.com.`,
      );
    if (values.gap !== undefined && !/^\d{1,6}$/.test(values.gap))
      throw new Problem(`--gap is "${values.gap}": it must be a number of milliseconds.`);
    const known = new Set(suite.map(({ group }) => group));
    const groups = values.group?.split(",");
    const odd = groups?.find((group) => !known.has(group));
    if (odd !== undefined) throw new Problem(`There is no group ${odd}; there are ${[...known].join(", ")}.`);
    return {
      help: values.help === true,
      endpoint: values.endpoint,
      region: values.region ?? "ap-guangzhou",
      groups,
      gap: values.gap === undefined ? undefined : Number(values.gap),
      allowStart: values["allow-start"] === true,
      json: values.json === true,
      list: values.list === true,
    };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}
