import { fileURLToPath } from "node:url";

/**
 * Where everything lies, as absolute paths. `state` is what a developer's runs leave behind (the jobs of the local
 * gateway, its token); `tools` is what set-up installs for this checkout alone.
 */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** @param {...string} parts */
const under = (...parts) => [root, ...parts].join("/");

export const paths = {
  root,
  dist: under("pkg", "dist"),
  build: under("build"),
  worker: under("build", "worker"),
  www: under("build", "www"),
  logs: under("build", "logs"),
  workerdConfigs: under("build", "workerd"),
  tools: under(".tools"),
  stamps: under(".tools", "stamps"),
  state: under(".state"),
  wasmTarget: under("target", "wasm"),
  bin: under("node_modules", ".bin"),
};
