// Here a module is compiled with the program, and nothing has to be waited for.
export * from "./index.edge.js";
export const ready = () => Promise.resolve();
