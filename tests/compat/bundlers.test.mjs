import { BUNDLER_ROWS, CHROMIUM_ROW, VITE_ROWS } from "./bundlers.mjs";
import { checkRows } from "./check.mjs";

checkRows([CHROMIUM_ROW, ...VITE_ROWS, ...BUNDLER_ROWS]);
