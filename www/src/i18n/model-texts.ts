import type { Text } from "#model";

/** The texts of one language, by their names. There may be names that the model of this release does not know. */
export function textsIn(language: keyof Text, texts: Readonly<Record<string, Text>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text[language]]));
}
