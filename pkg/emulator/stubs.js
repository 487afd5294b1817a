import { asJson } from "./problems.js";

/**
 * @typedef {import("../emulator.d.ts").StubFunction} StubFunction
 * @typedef {import("../emulator.d.ts").StubRequest} StubRequest
 * @typedef {{open: number, call: string}} Asked a request that a function answers: its number, and a StubRequest as JSON
 */

/**
 * Whether the module left a request open for a function to answer.
 * @param {unknown} reply
 * @returns {reply is Asked}
 */
export const isAsked = (reply) => typeof (/** @type {{open?: unknown}} */ (reply).open) === "number";

/**
 * The methods of an emulator that have to do with stubs.
 * @param {import("../dist/emulator.js").EmulatorHandle} handle
 * @param {import("./clock.js").Clock} clock
 * @param {<T>(work: () => T) => T} living
 */
export function stubMethods(handle, clock, living) {
  const functions = new StubFunctions();
  return {
    /** @param {Asked} asked */
    async finish(asked) {
      const reply = await functions.answer(asked);
      return living(() => handle.finish(clock.now(), asked.open, reply));
    },

    /** @type {import("../emulator.d.ts").Emulator["stub"]} */
    stub: (service, action, reply) =>
      living(() => {
        const answer = typeof reply === "function" ? /** @type {StubFunction} */ (reply) : undefined;
        const text = answer === undefined ? asJson("reply", reply ?? null) : undefined;
        handle.stub(String(service), String(action), text);
        functions.set(service, action, answer);
      }),

    /** @param {string} service @param {string} action @param {string} reply JSON */
    stubText: (service, action, reply) => living(() => handle.stub(service, action, reply)),

    clearStubs: () =>
      living(() => {
        handle.clear_stubs();
        functions.clear();
      }),
  };
}

/** The functions among the stubs, by service and action. */
class StubFunctions {
  /** @type {Map<string, StubFunction>} */
  #functions = new Map();

  /** @param {string} service @param {string} action @param {StubFunction | undefined} answer undefined: a reply stands for it */
  set(service, action, answer) {
    if (answer === undefined) this.#functions.delete(`${service} ${action}`);
    else this.#functions.set(`${service} ${action}`, answer);
  }

  clear() {
    this.#functions.clear();
  }

  /**
   * What the function of a request answers, as JSON. What it throws becomes an error of the reply, with its code if it has one.
   * @param {Asked} asked
   * @returns {Promise<string>}
   */
  async answer({ call }) {
    /** @type {StubRequest} */
    const request = JSON.parse(call);
    const { service, action } = request;
    try {
      const answer = this.#functions.get(`${service} ${action}`);
      if (answer === undefined) throw new Error("it was taken away meanwhile");
      return JSON.stringify((await answer(request)) ?? null);
    } catch (thrown) {
      return JSON.stringify({ Error: errorOf(thrown, `the stub of ${service} ${action}`) });
    }
  }
}

/** @param {unknown} thrown @param {string} stub */
function errorOf(thrown, stub) {
  const { code, message } = /** @type {{code?: unknown, message?: unknown}} */ (thrown ?? {});
  const text = typeof message === "string" ? message : String(thrown);
  return typeof code === "string" && code !== ""
    ? { Code: code, Message: text }
    : { Code: "InternalError", Message: `${stub} threw: ${text}` };
}
