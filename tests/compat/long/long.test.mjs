import { FIREFOX_ROWS, PARCEL_ROW } from "../bundlers.mjs";
import { checkRows } from "../check.mjs";
import { NODE_ROWS } from "../runtimes.mjs";

checkRows([...NODE_ROWS, ...FIREFOX_ROWS, PARCEL_ROW]);
