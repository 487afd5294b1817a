import { answer } from "./answer.mjs";

/**
 * A worker that does what it is asked to.
 * @param {import("./answer.mjs").Inside} inside
 */
export const serve = (inside) => ({
  /** @param {Request} request */
  fetch: async (request) => Response.json(await answer(inside, await request.json())),
});
