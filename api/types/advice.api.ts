import type { Advice, RULES } from "./model.gen.js";
export function ruleOf(code: string): (typeof RULES)[number] | undefined;
export function adviceIfKnown(code: string): Advice | undefined;
