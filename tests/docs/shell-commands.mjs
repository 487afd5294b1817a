/**
 * What becomes of a command of the documents. `run` gives the command as it is run here: only addresses, folders and where
 * a package comes from are changed. `because` says why a command cannot run here.
 * @typedef {{match: RegExp} & ({run: (command: string) => string} | {because: string})} Rule
 */

const same = (/** @type {string} */ command) => command;

/** The folders of the system stand under $SYSTEM, and nobody has to be root there. @param {string} command */
const inSystem = (command) =>
  command.replaceAll(/\bsudo /g, "").replaceAll(/(?<= )\/(opt|etc|var\/lib\/private)(?=[/ ])/g, "$SYSTEM/$1");

/** From the packed tarball; workerd is the one of this repository. @param {string} command */
function install(command) {
  const flags = "--offline --no-audit --no-fund --loglevel=error";
  const steps = [];
  if (/ tencentcloud-edge\b/.test(command)) {
    const omit = command.includes("--omit=dev") ? " --omit=dev" : "";
    steps.push(`npm install${omit} ${flags} "$TARBALL"`);
  }
  if (/ workerd\b/.test(command)) steps.push("ln -sfn $ROOT/node_modules/workerd node_modules/workerd");
  return steps.join(" && ");
}

/** @param {string} command */
const local = (command) =>
  `serve_gateway; ${command
    .replaceAll(/https:\/\/gateway\.example\.com|http:\/\/127\.0\.0\.1:8787/g, "$URL")
    .replaceAll("ins-xxxxxxxx", "ins-vsku5olg")}`;

/** @param {string} command */
const dryRun = (command) =>
  `(cd $ROOT && node $WRANGLER ${command.replace(/^npx wrangler@\S+ /, "")} --dry-run --outdir $OUT)`;

const ACCOUNT = "it changes something in an account of Cloudflare";
const SYSTEM_SERVICE =
  "it needs systemd and a service of the machine; tests/docs/deploy.test.mjs runs the command of the unit";
const REWRITES = "it builds, then writes files that are committed; tests/guards holds them against the build";

/** The first that matches holds. @type {Rule[]} */
export const RULES = [
  // What a shell alone does.
  {
    match: /^token=\$\(openssl rand -hex 32\); (echo "\$token"|printf %s "\$token" \| sha256sum)$/,
    run: same,
  },
  { match: /^sha256=\$\(printf %s "\$token" \| sha256sum \| cut -c1-64\)$/, run: same },
  {
    match: /^echo '\[\{"name":.* > tokens\.json$/,
    run: (command) => `${command}; cp tokens.json $SETTINGS/tokens.json`,
  },
  { match: /^rm tokens\.json$/, run: same },
  {
    match: /^export ACCOUNTS=/,
    run: (command) => `${command}; node -e 'if (!JSON.parse(process.env.ACCOUNTS).prod) throw 0'`,
  },

  // The package.
  { match: /^(sudo )?npm install( --omit=dev)?( (tencentcloud-edge|workerd)(@\S+)?)+$/, run: install },
  {
    match: /^npx tencentcloud-edge gateway --config gateway\.env$/,
    run: (command) => `gateway_env; serve ${command} --port 0`,
  },
  {
    match: /^npx tencentcloud-edge emulator$/,
    run: (command) => `${install(" tencentcloud-edge")}; serve ${command} --port 0`,
  },
  {
    match: /^npx tencentcloud-edge start --tag env=dev( --region ap-guangzhou)?$/,
    // Nobody is there to say yes; the region and the keys are the emulator's.
    run: (command) =>
      `${install(" tencentcloud-edge")}; TENCENTCLOUD_ENDPOINT=$EMULATOR TENCENTCLOUD_REGION=ap-guangzhou TENCENTCLOUD_SECRET_ID=$SECRET_ID TENCENTCLOUD_SECRET_KEY=$SECRET_KEY ${command} --yes`,
  },

  // A gateway that runs.
  {
    match: /^export GATEWAY=http:\/\/127\.0\.0\.1:8787 TOKEN=\.\.\.$/,
    run: () => "new_token; serve_gateway; export GATEWAY=$URL TOKEN=$token",
  },
  { match: /^gw\(\) \{/, run: same },
  {
    match: /^export JOB=job_\.\.\.$/,
    run: () => "export JOB=$(grep -oE 'job_[A-Za-z0-9._-]+' $SAID | tail -n 1)",
  },
  { match: /^gw /, run: same },
  { match: /^curl /, run: local },

  // Cloudflare.
  {
    match: /^npx wrangler@4\.86\.0 deploy --config worker\/wrangler\.jsonc --domain gateway\.example\.com$/,
    run: dryRun,
  },
  {
    match: /^npx wrangler@4\.86\.0 deploy --config worker\/wrangler\.jsonc --dry-run$/,
    run: (command) => dryRun(command.replace(" --dry-run", "")),
  },
  { match: /^npx wrangler@4\.86\.0 login$/, because: ACCOUNT },
  {
    match: /^npx wrangler@4\.86\.0 secret put [A-Z_]+ --config worker\/wrangler\.jsonc( < tokens\.json)?$/,
    because: ACCOUNT,
  },
  { match: /^npx wrangler@4\.86\.0 rollback --config worker\/wrangler\.jsonc$/, because: ACCOUNT },

  // A server of one's own.
  { match: /^sudo mkdir -p( \/(opt|etc)\/tencentcloud-edge)+$/, run: inSystem },
  { match: /^cd \/opt\/tencentcloud-edge$/, run: inSystem },
  { match: /^sudo install -m \d{3} node_modules\/tencentcloud-edge\/deploy\/\S+ \/etc\/\S+$/, run: inSystem },
  { match: /^sudo tar -C \/var\/lib\/private -czf gateway-backup\.tgz tencentcloud-edge$/, run: inSystem },
  {
    match: /^sudo tar -C \/var\/lib\/private -xzf gateway-backup\.tgz$/,
    run: (command) => `${inSystem(command)}; grep -q kept $SYSTEM/var/lib/private/tencentcloud-edge/state`,
  },
  { match: /^sudo rm -rf \/var\/lib\/private\/tencentcloud-edge$/, run: inSystem },
  { match: /^sudo editor \/etc\/tencentcloud-edge\/gateway\.env$/, because: "somebody types into it" },
  {
    match: /^sudo systemctl (daemon-reload|(enable --now|start|stop|restart) tencentcloud-edge)$/,
    because: SYSTEM_SERVICE,
  },
  { match: /^journalctl -u tencentcloud-edge -f$/, because: SYSTEM_SERVICE },
  { match: /^package=\$\(npm pack tencentcloud-edge\)$/, because: "it downloads the published package" },
  {
    match: /^tar -xzf "\$package" --strip-components=2 package\/deploy\/Dockerfile$/,
    because: "it opens the published package; tests/pack/pack.test.mjs says that the file is in it",
  },
  {
    match: /^docker (build|run) /,
    because:
      "it needs Docker and an image; tests/docs/deploy.test.mjs holds the container's command against the unit's",
  },

  // This repository.
  { match: /^git pull$/, because: "it changes the tree that is tested" },
  { match: /^npm (ci|run build)$/, because: "both have made this tree ready for its tests" },
  { match: /^npm start$/, because: "tests/scripts/start.test.mjs runs it, with ports of its own" },
  { match: /^npm test$/, because: "it is what runs this test" },
  { match: /^(WASM_STD=prebuilt )?npm run snapshot$/, because: REWRITES },
  { match: /^UPDATE_SCREENSHOT=1 npm test -- --only e2e$/, because: REWRITES },
];

/** @param {string} command */
export const ruleOf = (command) => RULES.find(({ match }) => match.test(command));

/** Folders of the machine: no command may name one when it is run. */
export const OUTSIDE = /\bsudo\b|(?<![\w$/.])\/(etc|opt|var|usr|root|home)\b/;
