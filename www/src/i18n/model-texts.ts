import { CODES, type Text } from "#model";

/** The texts of one language, by their names. There may be names that the model of this release does not know. */
export function textsIn(language: keyof Text, texts: Readonly<Record<string, Text>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text[language]]));
}

/** What the error codes of the service mean, in one language. */
export const meaningsIn = (language: keyof Text): Record<string, string> =>
  Object.fromEntries(Object.entries(CODES).map(([code, { text }]) => [code, text[language]]));

/** What a code means, or the one that it goes on from with a dot. */
export function meaningOf(code: string, meanings: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(meanings, code)) return meanings[code];
  const dot = code.lastIndexOf(".");
  return dot > 0 ? meaningOf(code.slice(0, dot), meanings) : undefined;
}
