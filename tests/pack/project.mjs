import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../scripts/lib/paths.mjs";
import { PLAIN } from "../../scripts/lib/run.mjs";

/**
 * What a short command prints; a failure is an Error with all it said.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
export function output(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...PLAIN },
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} failed:\n${error ?? ""}${stdout}${stderr}`);
}

/** A project of a user: the packed tarball installed, nothing else, and tests/pack/fixtures beside it. */
export function createProject() {
  const dir = mkdtempSync(join(tmpdir(), "pack-"));
  // The whole of what `npm pack` does, prepack included; npm's own words go to stderr.
  const said = output("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", dir], paths.root);
  const [{ filename, files, size, unpackedSize }] = JSON.parse(said.slice(said.search(/^\[$/m)));
  cpSync(`${paths.root}/tests/pack/fixtures`, dir, { recursive: true });
  cpSync(`${paths.root}/tests/types/actions.ts`, join(dir, "actions.ts"));
  writeFileSync(join(dir, "package.json"), JSON.stringify({ private: true, type: "module" }));
  output(
    "npm",
    ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", `./${filename}`],
    dir,
  );
  return {
    dir,
    /** @type {string[]} */
    files: files.map((/** @type {{path: string}} */ file) => file.path),
    /** In bytes. */
    sizes: { packed: Number(size), unpacked: Number(unpackedSize) },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
