/**
 * The memory of a wasm module that is up: asked again, its initSync gives what it gave the first time.
 * @param {{initSync: (options?: any) => {memory: WebAssembly.Memory}}} glue
 */
export const linearMemory = (glue) => glue.initSync().memory.buffer;
