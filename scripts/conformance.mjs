import { open } from "../tests/conformance/context.mjs";
import { suite } from "../tests/conformance/suite.mjs";
import { build } from "./lib/build.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { flag, list, script, text, whole } from "./lib/options.mjs";
import { Problem } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";

const GROUPS = [...new Set(suite.map(({ group }) => group))];

/** @type {import("./lib/options.mjs").Option<string | undefined>} */
const endpoint = {
  value: "URL",
  about: "default: an emulator of ours, started for it",
  read(given, name) {
    if (given === undefined || URL.canParse(given)) return given;
    throw new Problem(`${name} is "${given}": it must be a URL, as https://cvm.tencentcloudapi.com.`);
  },
};

const SCRIPT = {
  command: "npm run conformance",
  about: `Asks an endpoint what the documentation of CVM says of it, ${suite.length} cases from outside, and names every difference.`,
  options: {
    endpoint,
    region: text("NAME", "default ap-guangzhou"),
    group: list("a,b", `only these groups: ${GROUPS.join(", ")}`, GROUPS),
    "allow-start": flag(
      "also what starts, stops and reboots machines; without it no request can change anything",
    ),
    gap: whole(
      "MS",
      "between two requests; default 0 for our own, else 250: an account has other users and a rate",
      { most: 999_999, fallback: undefined },
    ),
    json: flag("one JSON object a line instead of text"),
    list: flag("the names, and nothing is sent"),
  },
  notes: `The key of another endpoint is taken from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, for temporary ones, TENCENTCLOUD_TOKEN; a role that it may assume from TENCENTCLOUD_ROLE_ARN.

Cases that only read come first, then acting requests that must be refused (ids that nobody has, dry runs), and with --allow-start those that act. What an account does not have is skipped: without instances or a role there is nothing to ask about them.`,
};

script(SCRIPT, async (how) => {
  const chosen = suite.filter(
    ({ group, does }) => how.group.includes(group) && (how["allow-start"] || does !== "starts"),
  );
  if (how.list) {
    for (const { group, name, basis, does } of chosen) console.log(`${does}\t${basis}\t${group}: ${name}`);
    return;
  }
  const { endpoint, keys, role, end } = how.endpoint === undefined ? await ours() : theirs(how.endpoint);
  const context = open({
    endpoint,
    region: how.region ?? "ap-guangzhou",
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
