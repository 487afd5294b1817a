/**
 * A field's documentation as plain lines: tags and links gone, each item of a list on a line of its own that begins with a
 * bullet. It is read for facts and never written anywhere.
 * @param {string} document HTML and Markdown, mixed
 */
export const plain = (document) =>
  decode(decode(document))
    .replace(/\[([^\][]*)\]\([^)\s]*\)/g, "$1")
    .replace(/<li\s*\/?>/gi, `\n${BULLET} `)
    .replace(/<(?:br|p|ul|tr|div|dx-alert)[^>]*>|<\/(?:li|p|ul|tr|div)>/gi, "\n")
    .replace(/<\/?[a-z][^>]*>|[`*]|\u00a0/gi, " ")
    .split("\n")
    .map((line) => line.trim().replace(/^[-•]\s+/, `${BULLET} `))
    .filter((line) => line !== "")
    .join("\n");

export const BULLET = "•";

/** @param {string} text */
const decode = (text) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&");
