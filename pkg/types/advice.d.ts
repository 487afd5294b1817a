/** What is known of a code by the rows of the model: for the package, the gateway and the dashboard. */

import type { Advice, RULES } from "./model.gen.js";

/** The longest rule that a code of the service begins with, as in `judge` of src/model. */
export function ruleOf(code: string): (typeof RULES)[number] | undefined;

/** What to do about a code of the service, or of this package; `undefined` where neither has it. */
export function adviceIfKnown(code: string): Advice | undefined;
