/**
 * Every item of a list, page by page.
 * @template T
 * @param {(cursor: {cursor?: string}) => Promise<{items: readonly T[], cursor?: string}>} page
 * @returns {AsyncGenerator<T, void, undefined>}
 */
export async function* everyPage(page) {
  /** @type {string | undefined} */
  let cursor;
  do {
    const { items, cursor: next } = await page(cursor === undefined ? {} : { cursor });
    yield* items;
    cursor = next;
  } while (cursor !== undefined);
}
