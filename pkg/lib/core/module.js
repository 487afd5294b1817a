/**
 * What the signer's module exports. Only numbers cross its boundary, so it goes without the glue of the other modules; the
 * one thing it may import, depending on the compiler, sets up a table for objects and is never called.
 * @param {WebAssembly.Module} module
 */
export const instantiateSigner = (module) =>
  /** @type {import("./shared-buffer.js").SignerModule} */ (
    /** @type {unknown} */ (
      new WebAssembly.Instance(module, { "./sign_bg.js": { __wbindgen_init_externref_table() {} } }).exports
    )
  );
