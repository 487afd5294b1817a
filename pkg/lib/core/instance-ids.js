import { ignoreErrors } from "./callbacks.js";
import { list, MAX_MEMBERS, read, tooManyMembers } from "./check.js";
import { invalidArgument, TencentCloudError } from "./errors.js";
import { createRace } from "./race.js";

const NAME = "instanceIds";

/** @typedef {{signal: AbortSignal | undefined, deadlineMs: number}} Limits */

/**
 * The ids of an iterable of ids, or of objects with `InstanceId`. What is neither stays as it is; the module names it.
 * @param {unknown} value
 * @returns {unknown[]}
 */
export function listIds(value) {
  if (isAsync(value)) {
    const remedy = "is an asynchronous iterable, which cannot be waited for here";
    throw invalidArgument(NAME, `${remedy}: give a list, such as \`await Array.fromAsync(ids)\``);
  }
  return list(NAME, value).map(idOf);
}

/**
 * The same, of an asynchronous iterable too, which a signal and a deadline end.
 * @param {unknown} value
 * @param {Limits} limits
 * @returns {Promise<unknown[]>}
 */
export async function collectIds(value, limits) {
  return isAsync(value) ? (await collect(value, limits)).map(idOf) : listIds(value);
}

/** @param {unknown} value @returns {value is AsyncIterable<unknown>} */
export const isAsync = (value) =>
  typeof value === "object" &&
  value !== null &&
  read(
    NAME,
    () => typeof (/** @type {AsyncIterable<unknown>} */ (value)[Symbol.asyncIterator]) === "function",
  );

/** @param {unknown} member @param {number} at */
function idOf(member, at) {
  if (typeof member !== "object" || member === null) return member;
  const id = read(`${NAME}[${at}]`, () => /** @type {{InstanceId?: unknown}} */ (member).InstanceId);
  return typeof id === "string" ? id : member;
}

/** @param {AsyncIterable<unknown>} value @param {Limits} limits */
async function collect(value, { signal, deadlineMs }) {
  const endMs = Date.now() + deadlineMs;
  const race = createRace(signal, "the operation was aborted before its first request");
  const late = () =>
    new TencentCloudError("Client.Deadline", "the ids did not come before the deadline; nothing was sent", {
      advice: "wait",
    });
  const iterator = read(NAME, () => value[Symbol.asyncIterator]());
  const found = [];
  try {
    for (;;) {
      const { done, value: member } = await race.run(nextOf(iterator), endMs - Date.now(), late);
      if (done) return found;
      if (found.push(member) > MAX_MEMBERS) throw tooManyMembers(NAME);
    }
  } finally {
    race.end();
    ignoreErrors(() => iterator.return?.());
  }
}

/** @param {AsyncIterator<unknown>} iterator */
async function nextOf(iterator) {
  try {
    return await iterator.next();
  } catch (thrown) {
    throw invalidArgument(NAME, "cannot be read: it threw; see the error's cause", thrown);
  }
}
