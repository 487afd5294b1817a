import type { InstanceRow, RowPage, RowQuery } from "../jobs/types";

/* Rows looked at for one page: where few fit the query, the next page goes on from there. */
const MOST_LOOKED_AT = 20_000;

/** The rows that fit the query, of those from `query.from` on. */
export function pageOfRows(rows: Iterable<InstanceRow>, { from, limit, outcome, code }: RowQuery): RowPage {
  const items: InstanceRow[] = [];
  let at = from;
  for (const row of rows) {
    if (items.length === limit || at - from === MOST_LOOKED_AT) return { items, next: at };
    at += 1;
    if (
      (outcome === undefined || row.outcome === outcome) &&
      (code === undefined || row.error?.code === code)
    )
      items.push(row);
  }
  return { items };
}
