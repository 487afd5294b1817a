import type { InstanceRow, RowPage, RowQuery } from "../jobs/types";

/* Rows scanned for one page: where few match, the next page continues from there. */
const MAX_SCANNED = 20_000;

/** The rows that match the query, of those from `query.from` on. */
export function pageOfRows(rows: Iterable<InstanceRow>, { from, limit, outcome, code }: RowQuery): RowPage {
  const items: InstanceRow[] = [];
  let at = from;
  for (const row of rows) {
    if (items.length === limit || at - from === MAX_SCANNED) return { items, next: at };
    at += 1;
    if (
      (outcome === undefined || row.outcome === outcome) &&
      (code === undefined || row.error?.code === code)
    )
      items.push(row);
  }
  return { items };
}
