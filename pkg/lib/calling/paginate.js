import { integer, object, read, text } from "../core/check.js";
import { invalidArgument, TencentCloudError } from "../core/errors.js";
import { members } from "../core/members.js";
import { payloadKind, queryMembers } from "../signing/payload.js";
import { listPages } from "./listing.js";
import { CALL_OPTIONS } from "./options.js";

/** @typedef {Record<string, unknown>} Reply */
/** @typedef {import("./listing.js").ListPage<unknown> & {reply: Reply, items: string | undefined}} Page */
/** @typedef {{action: string, payload: Record<string, unknown>, items: string | undefined, key: string | undefined}} Query */
/** @typedef {(payload: object) => Promise<Reply>} Send */

const PAGINATE_OPTIONS = /** @type {const} */ ([...CALL_OPTIONS, "items", "key"]);
/** How the token of the next page is called, in requests as in replies. */
const TOKENS = ["NextToken", "Token"];

/**
 * `paginate` over the entry's `call`.
 * @param {{call: (request: never, options: never) => Promise<unknown>}} client
 * @returns {typeof import("../../index.js").paginate}
 */
export const createPaginate = ({ call }) =>
  function paginate(request, options) {
    const { items, key, ...calling } = members("options", options, PAGINATE_OPTIONS);
    const given = read("request", () => ({ ...object("request", request) }));
    if (given.stream === true) throw invalidArgument("stream", "is for `call`: a list comes in pages");
    const payload = read("payload", () => ({ ...membersOf(given.payload) }));
    const send = (/** @type {object} */ page) =>
      call(/** @type {never} */ ({ ...given, payload: page }), /** @type {never} */ (calling));
    const action = text("action", given.action) ?? "";
    const query = { action, payload, items: text("items", items), key: text("key", key) };
    return /** @type {AsyncIterable<never>} */ (pages(/** @type {Send} */ (send), query));
  };

/** @param {unknown} payload */
function membersOf(payload = {}) {
  const found = queryMembers(payload);
  if (found !== undefined) return found;
  throw invalidArgument(
    "payload",
    `must be an object, into which Offset or a token goes, not ${payloadKind(payload)}`,
  );
}

/** @param {Send} send @param {Query} query */
async function* pages(send, query) {
  const first = await send(query.payload);
  const named =
    TOKENS.find((name) => name in query.payload) ?? TOKENS.find((name) => typeof first[name] === "string");
  yield* named === undefined ? byOffset(send, query, first) : byToken(send, query, { first, named });
}

/** @param {Send} send @param {Query} query @param {{first: Reply, named: string}} known `named`: the token in requests */
async function* byToken(send, { action, payload }, { first, named }) {
  const used = new Set();
  for (let reply = first; ; ) {
    yield reply;
    const token = TOKENS.map((name) => reply[name]).find(
      (value) => typeof value === "string" && value !== "",
    );
    if (token === undefined) return;
    if (used.has(token)) throw badReply(action, "the same token came twice: its pages would never end");
    used.add(token);
    reply = await send({ ...payload, [named]: token });
  }
}

/** @param {Send} send @param {Query} query @param {Reply} first */
async function* byOffset(send, { action, payload, items, key }, first) {
  const begin = integer("payload.Offset", payload.Offset) ?? 0;
  const limit = integer("payload.Limit", payload.Limit, 1);
  const name = items ?? nameOfRows(first);
  if (name === undefined) {
    yield first;
    return;
  }
  let known = /** @type {Reply | undefined} */ (first);
  const list = listPages({
    first: begin,
    idOf: idReader(first[name], key ?? `${name.replace(/(Set|List|s)$/, "")}Id`),
    giveUp: () => badReply(action, "the list changed faster than it could be read; it is not complete"),
    async read(/** @type {number} */ offset) {
      const reply = known ?? (await send({ ...payload, Offset: offset }));
      known = undefined;
      const rows = reply[name];
      if (!Array.isArray(rows)) throw badReply(action, `the reply has no list \`${name}\``);
      const full = limit ?? Math.max(rows.length, 1);
      const rest = rows.length < full ? offset + rows.length : Number.POSITIVE_INFINITY;
      const total = typeof reply.TotalCount === "number" ? reply.TotalCount : rest;
      return { rows, total, limit: full, reply };
    },
  });
  for await (const { reply, rows } of list) yield { ...reply, [name]: rows };
}

/** The one list of a reply. @param {Reply} reply */
function nameOfRows(reply) {
  const names = Object.keys(reply).filter((name) => Array.isArray(reply[name]));
  if (names.length < 2) return names[0];
  throw invalidArgument("items", `is missing: it names the rows, one of ${names.join(", ")}`);
}

/**
 * What tells rows apart, if each of the first page has it.
 * @param {unknown} rows
 * @param {string} key
 */
function idReader(rows, key) {
  const idOf = (/** @type {unknown} */ row) => /** @type {Reply | undefined} */ (row)?.[key];
  const isKnown = Array.isArray(rows) && rows.every((row) => ["string", "number"].includes(typeof idOf(row)));
  return isKnown ? idOf : undefined;
}

/** @param {string} action @param {string} message */
const badReply = (action, message) =>
  new TencentCloudError("Client.BadReply", message, { advice: "retry", action });
