/** The object's own values, by name. */
export class Meta {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(key: string): string | undefined {
    return this.#sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = ?", key).toArray()[0]?.value;
  }

  /** The values of all keys that begin with `prefix`, in the order of the keys. */
  startingWith(prefix: string): string[] {
    return this.#sql
      .exec<{ value: string }>(
        "SELECT value FROM meta WHERE substr(key, 1, ?) = ? ORDER BY key",
        prefix.length,
        prefix,
      )
      .toArray()
      .map(({ value }) => value);
  }

  put(key: string, value: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
  }

  delete(key: string): void {
    this.#sql.exec("DELETE FROM meta WHERE key = ?", key);
  }
}
