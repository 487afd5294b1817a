const { TestEnvironment } = require("jest-environment-jsdom");

/** What a browser has and jsdom has not, or not so that Node's fetch takes it. */
const OF_NODE = [
  ...["fetch", "Headers", "Request", "Response", "AbortController", "AbortSignal"],
  ...["TextEncoder", "TextDecoder", "ReadableStream", "TransformStream", "DecompressionStream"],
  ...["crypto", "structuredClone"],
];

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of OF_NODE) {
      Object.defineProperty(this.global, name, {
        value: globalThis[name],
        configurable: true,
        writable: true,
      });
    }
  }
};
