/* What is exported, in the order in which it is copied: a job comes after its rows and results. */
const TABLES: ReadonlyArray<{ readonly name: string; readonly where: string; readonly insert: string }> = [
  { name: "rows", where: "", insert: "INSERT OR REPLACE" },
  { name: "results", where: "", insert: "INSERT OR REPLACE" },
  /* A key used in the importing object stays bound to its job there. */
  { name: "keys", where: "", insert: "INSERT OR IGNORE" },
  { name: "jobs", where: "WHERE state <> 'moved'", insert: "INSERT OR REPLACE" },
];
/* An RPC carries 32 MiB at most. */
const PAGE_CHARS = 4_000_000;
const KEYS_MOVED = "keys_moved_until";

export type MovedRow = Readonly<Record<string, string | number | null>>;

/** The position of a copy: a table, and how many of its rows are done. */
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

/** One page of the exported data. It must not change until the last page is read: positions are offsets. */
export function readPage(sql: SqlStorage, { table, offset }: TransferAt): TransferPage {
  const { name, where } = TABLES[table] as (typeof TABLES)[number];
  const rows: MovedRow[] = [];
  let chars = 0;
  for (const row of sql.exec<MovedRow>(
    `SELECT * FROM ${name} ${where} ORDER BY 1, 2 LIMIT -1 OFFSET ?`,
    offset,
  )) {
    rows.push(row);
    chars += charsOf(row);
    if (chars >= PAGE_CHARS) return { table, rows, next: { table, offset: offset + rows.length } };
  }
  return { table, rows, ...(table + 1 < TABLES.length && { next: { table: table + 1, offset: 0 } }) };
}

/** Writes a page into the same tables here. Writing it again changes nothing. */
export function writePage(sql: SqlStorage, { table, rows }: TransferPage): void {
  const { name, insert } = TABLES[table] as (typeof TABLES)[number];
  for (const row of rows) {
    const columns = Object.keys(row);
    const placeholders = columns.map(() => "?").join(", ");
    sql.exec(
      `${insert} INTO ${name} (${columns.join(", ")}) VALUES (${placeholders})`,
      ...columns.map((column) => row[column] ?? null),
    );
  }
}

const newestKeyMs = (sql: SqlStorage) =>
  sql.exec<{ at: number | null }>("SELECT max(created_at) AS at FROM keys").one().at ?? 0;

/** Whether there is anything that has not been exported. */
export function hasUnexported(sql: SqlStorage): boolean {
  const jobs = sql.exec("SELECT 1 FROM jobs WHERE state <> 'moved' LIMIT 1").toArray();
  const [moved] = sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = ?", KEYS_MOVED).toArray();
  return jobs.length > 0 || newestKeyMs(sql) > Number(moved?.value ?? 0);
}

/**
 * Deletes what was exported. The jobs stay as records marked `moved`, so that a release that looks for them here after a
 * rollback finds them. Keys stay too, so that it creates no second job for any of them.
 */
export function markMoved(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM rows");
  sql.exec("DELETE FROM results");
  sql.exec("UPDATE jobs SET state = 'moved', ids = '[]', finished_at = coalesce(finished_at, ?)", nowMs);
  sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", KEYS_MOVED, String(newestKeyMs(sql)));
}
