export * from "./index.js";
export function ready(): Promise<void>;
