/** The memories of the modules that the gateway made. @type {WebAssembly.Memory[]} */
const memories = [];

WebAssembly.Instance = class extends WebAssembly.Instance {
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
  constructor(module, imports) {
    super(module, imports);
    const { memory } = this.exports;
    if (memory instanceof WebAssembly.Memory) memories.push(memory);
  }
};

export const wasmBytes = () => memories.reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
