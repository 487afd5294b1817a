/**
 * @typedef {"sizes" | "shapes"} ContestName
 * @typedef {Record<ContestName, import("./suite.mjs").Suite>} Inside
 * @typedef {{contest: ContestName, method: string, args: unknown[]}} Question
 * @typedef {{value?: unknown, problem?: string}} Answer
 */

/**
 * Calls what it is asked to; whatever is thrown goes back as text.
 * @param {Inside} inside
 * @param {Question} question
 * @returns {Promise<Answer>}
 */
export async function answer(inside, { contest, method, args }) {
  try {
    const call = /** @type {Record<string, Function>} */ (inside[contest])[method];
    return { value: await call?.(...args) };
  } catch (error) {
    const { message, stack } = /** @type {Error} */ (error);
    // The stack of JavaScriptCore has no message in it.
    return { problem: stack?.includes(message) ? stack : `${message}\n${stack}` };
  }
}
