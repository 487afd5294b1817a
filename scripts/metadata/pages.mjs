/**
 * Where the documentation of an action stands: on its page where the number of the page is known, else in the vendor's API
 * Explorer, which every action has.
 * @param {{product: number, actions: Record<string, number>}} known
 * @param {{service: string, version: string}} of
 * @returns {(action: string) => string}
 */
export const pages =
  ({ product, actions }, { service, version }) =>
  (action) => {
    const number = actions[action];
    return number === undefined
      ? `https://console.cloud.tencent.com/api/explorer?Product=${service}&Version=${version}&Action=${action}`
      : `https://cloud.tencent.com/document/api/${product}/${number}`;
  };

/**
 * The number of each action's page, as the vendor's own texts link to it most often.
 * @param {string[]} texts
 * @param {number} product
 * @returns {Map<string, number>}
 */
export function linkedPages(texts, product) {
  /** @type {Map<string, Map<number, number>>} */
  const counts = new Map();
  const link = new RegExp(
    `\\[\\s*\`?(\\w+)\`?\\s*\\]\\([^)\\s]*/document/(?:api|product)/${product}/(\\d+)`,
    "g",
  );
  for (const [, action = "", number] of texts.flatMap((text) => [...text.matchAll(link)])) {
    const ofAction = counts.get(action) ?? new Map();
    counts.set(action, ofAction.set(Number(number), (ofAction.get(Number(number)) ?? 0) + 1));
  }
  const most = (/** @type {Map<number, number>} */ found) =>
    [...found].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  return new Map([...counts].map(([action, found]) => [action, most(found)]));
}
