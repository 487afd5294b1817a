/**
 * @typedef {() => Promise<void>} End
 * @typedef {(end: End) => unknown} Register what a test runner calls later
 */

/** @typedef {Partial<Record<"onTestFinished" | "afterAll" | "after", Register>>} Hooks */

/**
 * What ends with the file in Jest, which lets no hook be set once a test runs: it is set when this file is imported. Undefined
 * where that happens inside a test.
 */
const withFile = endsWithFile();

/** @returns {Set<End> | undefined} */
function endsWithFile() {
  const { afterAll } = /** @type {Hooks} */ (globalThis);
  if (!environment().JEST_WORKER_ID || afterAll === undefined) return undefined;
  /** @type {Set<End>} */
  const ends = new Set();
  const isSet = register({ afterAll }, async () => {
    for (const end of ends) await end();
  });
  return isSet ? ends : undefined;
}

/** @returns {Record<string, string | undefined>} */
function environment() {
  return typeof process === "undefined" ? {} : process.env;
}

/**
 * Has the runner call `end` after the test, or after the file where it was begun outside a test. A runner whose hooks are
 * not to be had leaves it to whoever called.
 * @param {import("../testing.d.ts").EndWith | undefined} endWith
 * @param {End} end
 */
export async function endWithTest(endWith, end) {
  if (typeof endWith === "function") {
    endWith(end);
    return;
  }
  if (endWith !== undefined) {
    endWith.after(end);
    return;
  }
  if (withFile !== undefined) {
    withFile.add(end);
    return;
  }
  for (const hooks of [globalThis, await importedHooks()]) {
    if (register(/** @type {Hooks} */ (hooks), end)) return;
  }
}

/**
 * The hooks of runners that need not have them as globals.
 * @returns {Promise<unknown>}
 */
async function importedHooks() {
  const name = environment().VITEST ? "vitest" : hasNodeTest() ? "node:test" : undefined;
  // A bundler must not look for them: a name that it cannot see.
  return name === undefined ? {} : import(/* @vite-ignore */ name).catch(() => ({}));
}

/**
 * Whether this process runs tests of node:test. NODE_TEST_CONTEXT alone does not tell: programs that a test starts inherit it,
 * and importing node:test has them report as a test.
 */
function hasNodeTest() {
  const { moduleLoadList } = /** @type {{moduleLoadList?: string[]}} */ (
    /** @type {unknown} */ (typeof process === "undefined" ? {} : process)
  );
  return moduleLoadList?.includes("NativeModule test") ?? Boolean(environment().NODE_TEST_CONTEXT);
}

/**
 * @param {Hooks} hooks
 * @param {End} end
 * @returns {boolean}
 */
function register({ onTestFinished, afterAll, after }, end) {
  return [onTestFinished, afterAll, after].some((hook) => {
    if (typeof hook !== "function") return false;
    try {
      hook(end);
      return true;
    } catch {
      // Vitest's `onTestFinished` throws outside a test.
      return false;
    }
  });
}
