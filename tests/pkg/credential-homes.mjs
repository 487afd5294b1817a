import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Whatever of the environment decides where credentials come from. */
const VARIABLES = /^(TENCENTCLOUD_|TKE_)|^(HOME|USERPROFILE)$/;

/**
 * An empty home folder and an environment without credentials, until the test ends. Tests of one process must not overlap.
 * @param {import("node:test").TestContext} t
 */
export function emptyHome(t) {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  const before = Object.entries(process.env).filter(([name]) => VARIABLES.test(name));
  const clear = () => {
    for (const name of Object.keys(process.env)) if (VARIABLES.test(name)) delete process.env[name];
  };
  clear();
  process.env.HOME = home;
  process.env.USERPROFILE = home;
  t.after(() => {
    clear();
    Object.assign(process.env, Object.fromEntries(before));
    rmSync(home, { recursive: true, force: true });
  });
  return {
    home,
    /**
     * Writes a file that nobody else can read.
     * @param {string} name below the home folder
     * @param {string | object} content
     * @param {number} [mode]
     */
    write(name, content, mode = 0o600) {
      const path = join(home, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      chmodSync(path, mode);
      return path;
    },
  };
}
