import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { Session } = await load("app/session");

/** @typedef {{ type: string, rejected?: boolean, link?: object }} Event */

/**
 * A session of a tab whose storage holds `stored`; the gateway knows the tokens of `names`.
 * @param {Record<string, string>} names by token
 * @param {string} [stored]
 */
function open(names, stored) {
  /** @type {Map<string, string>} */
  const items = new Map(stored === undefined ? [] : [["tencentcloud-edge.token", stored]]);
  /** @type {Event[]} */
  const events = [];
  const state = { auth: { kind: "in", session: null }, jobs: [], region: "" };
  const session = new Session({
    getState: () => state,
    dispatch: (/** @type {Event} */ event) => events.push(event),
    storage: {
      getItem: (/** @type {string} */ key) => items.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => items.set(key, value),
      removeItem: (/** @type {string} */ key) => items.delete(key),
    },
    fetch: async (/** @type {string} */ path, /** @type {{ headers: { authorization: string } }} */ init) => {
      const name = names[init.headers.authorization.replace("Bearer ", "")];
      if (!name) return Response.json({ code: "Gateway.Unauthorized" }, { status: 401 });
      return Response.json(path === "/v1/session" ? { name, regions: [] } : { items: [] });
    },
  });
  const typesOf = () => events.map(({ type }) => type);
  return { session, events, typesOf, token: () => items.get("tencentcloud-edge.token") };
}

test("a stored token signs in, and signing out deletes it", () => {
  const { session, typesOf, token } = open({ a: "ops" }, "a");
  session.restore();
  assert.ok(session.connection);
  session.disconnect(false);
  assert.equal(session.connection, null);
  assert.equal(token(), undefined);
  assert.deepEqual(typesOf(), ["signed-in", "signed-out"]);
});

test("a sign-in link signs in at once if nobody is signed in", async () => {
  const { session, token } = open({ a: "ops" });
  await session.openLink("a");
  assert.equal(token(), "a");
  session.disconnect(false);
});

test("a link opened while signed in is offered, and its token is returned once", async () => {
  const { session, events, token } = open({ a: "ops", b: "other" });
  session.connect("a");
  await session.openLink("b");
  assert.deepEqual(events.find(({ type }) => type === "link")?.link, { kind: "offered", name: "other" });
  assert.equal(token(), "a");
  assert.deepEqual([session.takeOfferedToken(), session.takeOfferedToken()], ["b", null]);
  session.disconnect(false);
});

test("a refused link changes nothing", async () => {
  const { session, events, token } = open({ a: "ops" });
  session.connect("a");
  await session.openLink("wrong");
  assert.deepEqual(events.find(({ type }) => type === "link")?.link, { kind: "refused" });
  assert.equal(token(), "a");
  assert.equal(session.takeOfferedToken(), null);
  session.disconnect(false);
});

test("when the token is refused, an offered one takes its place", async () => {
  const { session, token, typesOf } = open({ a: "ops", b: "other" });
  session.connect("a");
  await session.openLink("b");
  session.disconnect(true);
  assert.equal(token(), "b");
  assert.deepEqual(typesOf().slice(-2), ["signed-out", "signed-in"]);
  session.disconnect(false);
});
