/**
 * A worker that does what it is asked to.
 * @param {import("./suite.mjs").Suite} inside
 */
export const serve = (inside) => ({
  /** @param {Request} request */
  async fetch(request) {
    const { method, args } = await request.json();
    try {
      const call = /** @type {Record<string, Function>} */ (inside)[method];
      return Response.json({ value: await call?.(...args) });
    } catch (error) {
      return Response.json({ problem: /** @type {Error} */ (error).stack });
    }
  },
});
