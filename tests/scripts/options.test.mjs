import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { helpOf } from "../../scripts/lib/help.mjs";
import { choice, flag, list, readOptions, text, whole } from "../../scripts/lib/options.mjs";
import { paths } from "../../scripts/lib/paths.mjs";
import { Problem } from "../../scripts/lib/run.mjs";

const SCRIPT = {
  command: "npm run try",
  about: "Tries the options.",
  options: {
    port: whole("N", "where it listens", { most: 65_535, fallback: 8787, variable: "PORT" }),
    lanes: whole("N", "jobs at once", { least: 1, fallback: undefined }),
    only: list("a,b", "these parts alone", ["sign", "fleet"]),
    of: choice("WHAT", "one of them", { words: ["job", "signer"], fallback: "job" }),
    output: text("DIR", "where it is written"),
    "allow-start": flag("also what starts"),
  },
  notes: "It says nothing else.",
};

/** @param {string[]} args @param {Record<string, string>} [env] */
const read = (args, env = {}) => readOptions(SCRIPT, args, env);

test("what is not given has its default", () => {
  assert.deepEqual(read([]), {
    port: 8787,
    lanes: undefined,
    only: ["sign", "fleet"],
    of: "job",
    output: undefined,
    "allow-start": false,
  });
});

test("what is given is read, in both spellings", () => {
  const args = ["--port", "0", "--lanes=3", "--only", "fleet", "--of=signer", "--output=-x", "--allow-start"];
  assert.deepEqual(read(args), {
    port: 0,
    lanes: 3,
    only: ["fleet"],
    of: "signer",
    output: "-x",
    "allow-start": true,
  });
});

test("a variable stands in for an option, which comes before it", () => {
  const port = (/** @type {string[]} */ args, /** @type {Record<string, string>} */ env) => {
    const values = read(args, env);
    return values === "help" ? values : values.port;
  };
  assert.equal(port([], { PORT: "9000" }), 9000);
  assert.equal(port([], { PORT: "" }), 8787);
  assert.equal(port(["--port", "1"], { PORT: "9000" }), 1);
  assert.throws(() => port([], { PORT: "x" }), {
    message: 'PORT is "x": it must be a whole number from 0 to 65535.',
  });
});

test("help is asked for in two ways, and lists every option", () => {
  assert.equal(read(["--help"]), "help");
  assert.equal(read(["-h"]), "help");
  assert.equal(
    helpOf(SCRIPT),
    `npm run try -- [options]

Tries the options.

  --port N       where it listens
  --lanes N      jobs at once
  --only a,b     these parts alone
  --of WHAT      one of them
  --output DIR   where it is written
  --allow-start  also what starts
  --help         this text

It says nothing else.`,
  );
});

const SEE = "`npm run try -- --help` lists the options.";

for (const [args, message] of /** @type {Array<[string[], string]>} */ ([
  [["--prot", "1"], `There is no option --prot. Did you mean --port? ${SEE}`],
  [["--alow-start"], `There is no option --alow-start. Did you mean --allow-start? ${SEE}`],
  [["--xyzzy"], `There is no option --xyzzy. ${SEE}`],
  [["-p", "1"], `There is no option -p. ${SEE}`],
  [["port"], `"port" is no option. ${SEE}`],
  [["--port"], "--port needs a value: --port N."],
  [["--port", "--allow-start"], "--port needs a value: --port N."],
  [["--allow-start=yes"], `--allow-start takes no value. ${SEE}`],
  [["--port", "65536"], '--port is "65536": it must be a whole number from 0 to 65535.'],
  [["--port", "-1"], '--port is "-1": it must be a whole number from 0 to 65535.'],
  [["--lanes", "0"], '--lanes is "0": it must be a whole number from 1 on.'],
  [["--lanes", "99999999999999999"], '--lanes is "99999999999999999": it must be a whole number from 1 on.'],
  [["--only", "sign, flet"], '--only does not know "flet". Did you mean fleet? It takes sign, fleet.'],
  [["--of", ""], '--of does not know "". It takes job, signer.'],
])) {
  test(`${args.join(" ")} is refused`, () => assert.throws(() => read(args), new Problem(message)));
}

test("a long text is wrapped, and its lines are kept", () => {
  const about = `${"a word and ".repeat(14)}end\nanother line`;
  const help = helpOf({ command: "npm run try", about: "Tries.", options: { way: flag(about) } });
  const lines = help.split("\n");
  assert.ok(lines.every((line) => line.length <= 118));
  assert.equal(lines.at(-2), `${" ".repeat(10)}another line`);
});

const commands = Object.entries(JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8")).scripts)
  .map(([name, command]) => ({ name, file: /^node (\S+)$/.exec(String(command))?.[1] }))
  .filter(({ file }) => file !== undefined);

test("every command of package.json that is a script is tried below", () => assert.ok(commands.length >= 18));

for (const { name, file } of commands) {
  test(`npm run ${name}: says its help, and names what it does not know`, () => {
    const ask = (/** @type {string} */ arg) =>
      spawnSync(process.execPath, [String(file), arg], { cwd: paths.root, encoding: "utf8" });
    const help = ask("--help");
    assert.equal(help.status, 0, help.stderr);
    assert.match(help.stdout, /^npm (run )?[a-z:]+ -- \[options\]\n\n[\s\S]*\n {2}--help +this text\n/);
    const wrong = ask("--hlep");
    assert.equal(wrong.status, 1);
    assert.match(
      wrong.stderr,
      /There is no option --hlep\. Did you mean --help\? `npm [^`]+ --help` lists the options\./,
    );
  });
}
