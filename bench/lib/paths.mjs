import { fileURLToPath } from "node:url";
import { paths as project } from "../../scripts/lib/paths.mjs";

const bench = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Where the benchmark's files lie, as absolute paths; `out` is what it makes on the way. */
export const paths = {
  root: project.root,
  bench,
  out: `${project.build}/bench`,
  docs: `${project.root}/docs`,
};
