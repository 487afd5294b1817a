/* Tables that move with their object, in the order in which they are copied: a job comes after all that belongs to it. */
const TABLES = ["rows", "results", "keys", "counters", "jobs"] as const;
/* A page of rows that is handed to another object: an RPC carries 32 MiB at most. */
const PAGE_CHARS = 4_000_000;
const MOST_VALUES = 50;

export type MovedRow = Readonly<Record<string, string | number | null>>;

/** Where a copy has got to: a table and the rows of it that are done. */
export interface TransferAt {
  readonly table: number;
  readonly offset: number;
}

export interface TransferPage {
  readonly table: number;
  readonly rows: readonly MovedRow[];
  /** Missing on the last page. */
  readonly next?: TransferAt;
}

const charsOf = (row: MovedRow) =>
  Object.values(row).reduce<number>((sum, value) => sum + String(value).length, 0);

/** A page of everything an object holds. What is read must not change meanwhile: offsets count on it. */
export function readPage(sql: SqlStorage, { table, offset }: TransferAt): TransferPage {
  const name = TABLES[table] ?? "jobs";
  const rows: MovedRow[] = [];
  let chars = 0;
  const moved = name === "jobs" ? "WHERE state <> 'moved'" : "";
  for (const row of sql.exec<MovedRow>(
    `SELECT * FROM ${name} ${moved} ORDER BY 1, 2 LIMIT -1 OFFSET ?`,
    offset,
  )) {
    rows.push(row);
    chars += charsOf(row);
    if (chars >= PAGE_CHARS) return { table, rows, next: { table, offset: offset + rows.length } };
  }
  return { table, rows, ...(table + 1 < TABLES.length && { next: { table: table + 1, offset: 0 } }) };
}

/** Lays a page into the same tables here. A row that is there already is left: doing it twice changes nothing. */
export function writePage(sql: SqlStorage, { table, rows }: TransferPage): void {
  for (const row of rows) {
    const columns = Object.keys(row).slice(0, MOST_VALUES);
    sql.exec(
      `INSERT OR IGNORE INTO ${TABLES[table] ?? "jobs"} (${columns.join(", ")})
         VALUES (${columns.map(() => "?").join(", ")})`,
      ...columns.map((column) => row[column] ?? null),
    );
  }
}

/**
 * Drops what was handed over. The jobs stay by name: should the release that looks here come back, it finds them marked
 * `moved` and not missing. Keys stay too, so that it makes no second job for one of them.
 */
export function dropMoved(sql: SqlStorage, nowMs: number): void {
  for (const name of ["rows", "results", "counters"]) sql.exec(`DELETE FROM ${name}`);
  sql.exec("UPDATE jobs SET state = 'moved', ids = '[]', finished_at = coalesce(finished_at, ?)", nowMs);
}

/** Whether there is anything to hand over. */
export const holdsJobs = (sql: SqlStorage) =>
  sql.exec("SELECT 1 FROM jobs WHERE state <> 'moved' LIMIT 1").toArray().length > 0;

export const holdsKeys = (sql: SqlStorage) => sql.exec("SELECT 1 FROM keys LIMIT 1").toArray().length > 0;
