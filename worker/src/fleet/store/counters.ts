/** Labels of one counter, as `/metrics` shows them. */
export type Labels = Readonly<Record<string, string>>;

export interface Count {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Counters that only grow, kept in memory until something else is written. */
export class Counters {
  readonly #sql: SqlStorage;
  readonly #added = new Map<string, { name: string; labels: string; value: number }>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(name: string, labels: Labels, value = 1): void {
    const text = JSON.stringify(labels);
    const key = `${name} ${text}`;
    const known = this.#added.get(key);
    if (known) known.value += value;
    else this.#added.set(key, { name, labels: text, value });
  }

  write(): void {
    for (const { name, labels, value } of this.#added.values())
      this.#sql.exec(
        `INSERT INTO counters (name, labels, value) VALUES (?, ?, ?)
           ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value`,
        name,
        labels,
        value,
      );
    this.#added.clear();
  }

  all(): Count[] {
    this.write();
    return this.#sql
      .exec<{ name: string; labels: string; value: number }>("SELECT name, labels, value FROM counters")
      .toArray()
      .map(({ name, labels, value }) => ({ name, labels: JSON.parse(labels), value }));
  }
}
