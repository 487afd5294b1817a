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
