import { badArgument } from "./members.js";

/**
 * Runs what calls the module, whose errors are sentences thrown as strings; each is about something that was given.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function problem(work) {
  try {
    return work();
  } catch (error) {
    throw typeof error === "string" ? badArgument(error) : error;
  }
}

export const freed = () => new Error("the emulator was freed: make a new one with createEmulator()");

/** Before a call would take what is missing for a network that fails, and try again. @throws {Error} */
export function needsFetchClasses() {
  if (typeof Request === "function" && typeof Response === "function") return;
  throw new Error(
    "the emulator answers with a Response, and there is no such class here: a test in Jest's jsdom needs an environment that has Node's, such as that of examples/jest-jsdom, or jest-fixed-jsdom",
  );
}

/**
 * What a fetch rejects with when the connection fails, as Node's own does.
 * @param {string} message
 * @param {"ECONNREFUSED" | "ECONNRESET" | "ENOTFOUND" | "CERT_HAS_EXPIRED"} code
 * @param {string} detail
 */
export function networkError(message, code, detail) {
  const cause = Object.assign(new Error(`${detail} ${code}`), { code });
  return new TypeError(message, { cause });
}

/**
 * A value as the module reads it.
 * @param {string} what
 * @param {unknown} value
 */
export function asJson(what, value) {
  let lost = "";
  try {
    const text = JSON.stringify(value, (name, member) => {
      if (["function", "symbol"].includes(typeof member)) lost ||= `a ${typeof member} at \`${name}\``;
      return member;
    });
    if (lost === "") return text;
  } catch {
    // The engine's message may quote the value, which may be a key.
    lost = "something that JSON cannot hold, such as a BigInt or a cycle";
  }
  throw badArgument(`the ${what} ${what.endsWith("s") ? "hold" : "holds"} ${lost}`);
}
