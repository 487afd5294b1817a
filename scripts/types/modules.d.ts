/** WebAssembly imported as a module: workerd gives it so, and Vercel's edge runtime with `?module`. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

interface Uint8ArrayConstructor {
  /** In newer engines only: ask before calling. */
  fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

/** The runtime's own module, as far as the instrumented gateway of scripts/verify needs it. */
declare module "cloudflare:workers" {
  export class DurableObject {
    constructor(ctx: unknown, env: unknown);
  }
  export class RpcTarget {}
}
/** worker/src/index.ts of the gateway that is verified. */
declare module "verified-gateway" {
  export class FleetObject {
    constructor(ctx: unknown, env: unknown);
  }
  const product: { fetch(request: Request, env: unknown, ctx: unknown): Response | Promise<Response> };
  export default product;
}
