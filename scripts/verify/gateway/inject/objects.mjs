import { DurableObject as Real } from "cloudflare:workers";
import { beginLife, within, wrapContext } from "./faults.mjs";

export { RpcTarget } from "cloudflare:workers";

/** @typedef {import("./faults.mjs").Life} Life */

/** @type {WeakMap<object, Life>} */
const lives = new WeakMap();

/** Stands where the product imports DurableObject: its context is one whose storage fails on demand. */
export class DurableObject extends Real {
  /** @param {import("./faults.mjs").Context} ctx @param {unknown} env */
  constructor(ctx, env) {
    super(ctx, env);
    const life = beginLife(ctx);
    lives.set(this, life);
    Object.defineProperty(this, "ctx", { value: wrapContext(ctx, life), configurable: true });
  }
}

/**
 * The product's class, with every call from outside a point of its life.
 * @template {new (...args: any[]) => object} T
 * @param {T} Product
 * @returns {T}
 */
export function instrumented(Product) {
  const Instrumented = class extends Product {};
  for (const name of Object.getOwnPropertyNames(Product.prototype)) {
    const method = Product.prototype[name];
    if (name === "constructor" || typeof method !== "function") continue;
    const call = /** @this {object} @param {unknown[]} args */ function call(...args) {
      return within(/** @type {Life} */ (lives.get(this)), name, () => method.apply(this, args));
    };
    Reflect.set(Instrumented.prototype, name, call);
  }
  return Instrumented;
}
