// First, so that it sees the modules being made.
import "./wasm-memory.mjs";
// The bundler puts the gateway that is to be verified here.
import product, { FleetObject as Product } from "verified-gateway";
import { control } from "./faults.mjs";
import { instrumented } from "./objects.mjs";

export const FleetObject = instrumented(Product);

export default {
  ...product,
  /** @param {Request} request @param {unknown} env @param {unknown} ctx */
  fetch: (request, env, ctx) =>
    new URL(request.url).pathname === "/__verify/plan" ? control(request) : product.fetch(request, env, ctx),
};
