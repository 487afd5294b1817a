/** Control characters, and those that turn the direction of text: a name must neither move the cursor nor show another name. */
const UNSAFE = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
const UNSAFE_IN_LINES = /(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A text of the cloud's, or of a user's, as a terminal may be given it.
 * @param {string} text
 * @param {{lines?: boolean}} [how] `lines`: it may have several
 */
export const printable = (text, { lines = false } = {}) =>
  text.replace(lines ? UNSAFE_IN_LINES : UNSAFE, "\uFFFD");
