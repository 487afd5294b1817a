import { checkRows } from "../check.mjs";
import { FRAMEWORK_ROWS } from "./frameworks.mjs";

checkRows(FRAMEWORK_ROWS);
