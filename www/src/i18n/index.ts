import { en, type Texts } from "./en";
import { zh } from "./zh";

export type { Texts } from "./en";
export type Lang = "en" | "zh";

export const texts: Record<Lang, Texts> = { en, zh };

/** The language saved by the last visit, else the browser's. */
export function chooseLang(saved: string | null, preferred: readonly string[]): Lang {
  if (saved === "en" || saved === "zh") return saved;
  return preferred[0]?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
