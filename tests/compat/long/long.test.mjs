import { FIREFOX_ROWS, PARCEL_ROW } from "../bundlers.mjs";
import { checkRows } from "../check.mjs";
import { NEWER_VITEST_ROWS, NODE_ROWS } from "../runtimes.mjs";

checkRows([...NODE_ROWS, ...NEWER_VITEST_ROWS, ...FIREFOX_ROWS, PARCEL_ROW]);
