import { checkRows } from "./check.mjs";
import { RUNTIME_ROWS, VITEST_ROWS } from "./runtimes.mjs";

checkRows([...RUNTIME_ROWS, ...VITEST_ROWS]);
