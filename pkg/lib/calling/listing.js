/** The first rewind is this part of a page, each further one twice the last. */
const REWIND_FRACTION = 5;
/** Rewinds in one listing before it gives up. */
const MAX_REWINDS = 30;

/**
 * One page. `total`: Infinity where it is not told. `limit`: the rows of a full page.
 * @template R
 * @typedef {{rows: R[], total: number, limit: number}} ListPage
 */

/**
 * The pages of a list by offset, each with the rows that were not given before.
 *
 * Each page begins with the last row of the previous one. If none of its rows was seen before, earlier rows have been removed and
 * later ones have moved up past the offset: rewind until a page overlaps again. Pages of a single row, and rows without an id,
 * cannot overlap; there a shrinking total is the sign.
 * @template R
 * @template {ListPage<R>} P
 * @param {{read: (offset: number) => Promise<P>, idOf: ((row: R) => unknown) | undefined, giveUp: () => Error,
 *   first?: number}} how `first`: the offset to begin with
 * @returns {AsyncGenerator<P, void, undefined>}
 */
export async function* listPages({ read, idOf, giveUp, first = 0 }) {
  /** @type {Set<unknown>} */
  const seen = new Set();
  const isSeen = (/** @type {R} */ row) => idOf !== undefined && seen.has(idOf(row));
  const rewind = createRewind(giveUp);
  let [wantedOverlap, overlaps, lastTotal] = [1, true, 0];
  for (let offset = first; ; ) {
    const page = await read(offset);
    const { rows, total, limit } = page;
    const isContinuous = overlaps && idOf !== undefined ? rows.some(isSeen) : total >= lastTotal;
    const removed = Math.max(0, lastTotal - total);
    lastTotal = total;
    if (offset > first && !isContinuous) {
      wantedOverlap = Math.ceil(limit / REWIND_FRACTION);
      overlaps = true;
      offset = Math.max(first, offset - Math.max(removed, rewind.next(wantedOverlap)));
      continue;
    }
    rewind.reset();
    const fresh = rows.filter((row) => !isSeen(row));
    if (idOf !== undefined) for (const row of rows) seen.add(idOf(row));
    yield { ...page, rows: fresh };
    if (rows.length === 0 || offset + rows.length >= total) return;
    const overlapRows = idOf === undefined ? 0 : Math.min(wantedOverlap, limit - 1, rows.length - 1);
    overlaps = overlapRows > 0;
    offset += rows.length - overlapRows;
  }
}

/** How many rows to go back; it gives up on a list that keeps changing. @param {() => Error} giveUp */
function createRewind(giveUp) {
  let [count, rows] = [0, 0];
  return {
    /** @param {number} first of the first rewind in a row */
    next(first) {
      count += 1;
      if (count > MAX_REWINDS) throw giveUp();
      rows = rows === 0 ? first : 2 * rows;
      return rows;
    },
    reset() {
      rows = 0;
    },
  };
}
