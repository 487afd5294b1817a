import { plain } from "./document.mjs";

/** A phrase that is the vendor's if it stands in their texts: shorter ones are names and terms. */
const PHRASE = { en: 24, zh: 12 };

/**
 * Summaries that stand, as they are or but for their last mark, in the vendor's documentation.
 * @param {import("./api.mjs").Api[]} apis in the vendor's languages
 * @param {Record<string, import("./service.mjs").Text>} summaries
 */
export function copied(apis, summaries) {
  const documents = apis.map(vendorText).join("\n");
  return Object.entries(summaries).flatMap(([name, texts]) =>
    /** @type {const} */ (["en", "zh"]).flatMap((language) => {
      const text = squeeze(texts[language]).replace(/[.。]$/, "");
      return text.length >= PHRASE[language] && documents.includes(text)
        ? [{ name, text: texts[language] }]
        : [];
    }),
  );
}

/** All that they say, in one line. @param {import("./api.mjs").Api} api */
export const vendorText = (api) =>
  squeeze(plain(JSON.stringify(api).replaceAll("\\n", "\n").replaceAll('\\"', '"')));

/** @param {string} text */
export const squeeze = (text) => text.replace(/\s+/g, "");
