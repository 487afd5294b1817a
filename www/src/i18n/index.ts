import { en, type Texts } from "./en";
import { zh } from "./zh";

export type { Texts } from "./en";
export type Lang = "en" | "zh";

export const texts: Record<Lang, Texts> = { en, zh };

/** The language kept from last time, else the browser's. */
export function chooseLang(kept: string | null, preferred: readonly string[]): Lang {
  if (kept === "en" || kept === "zh") return kept;
  return preferred[0]?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
