import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWorkerd } from "../../scripts/lib/workerd.mjs";

/** @typedef {Record<string, string | number | null>} Row */
/** @typedef {Record<string, Row[]>} Tables rows by table */
/** @typedef {[sql: string, ...values: Array<string | number | null>]} Statement */

/** A Worker whose objects have the gateway's names and only run SQL. */
const WORKER = `import { DurableObject } from "cloudflare:workers";
export class FleetObject extends DurableObject {
  /* An alarm that fires here is due again in the gateway. */
  async alarm() {
    await this.ctx.storage.setAlarm(Date.now() + 1_000);
  }
  async fetch(request) {
    const { sql } = this.ctx.storage;
    const answers = (await request.json()).map(([text, ...values]) => sql.exec(text, ...values).toArray());
    const alarmMs = Number(new URL(request.url).searchParams.get("alarm"));
    if (alarmMs > 0) await this.ctx.storage.setAlarm(alarmMs);
    await this.ctx.storage.sync();
    return Response.json(answers);
  }
}
export default {
  fetch: (request, { FLEET }) =>
    FLEET.get(FLEET.idFromName(new URL(request.url).searchParams.get("object"))).fetch(request),
};
`;

/**
 * Runs SQL in an object of a gateway that is not running.
 * @param {string} stateDir the gateway's
 * @param {string} object its name
 * @param {Statement[]} statements
 * @param {number} [alarmMs] when the object's alarm is to fire; default: unchanged
 * @returns {Promise<Row[][]>} the rows of each
 */
export async function runSql(stateDir, object, statements, alarmMs = 0) {
  const workerDir = mkdtempSync(join(tmpdir(), "storage-"));
  writeFileSync(join(workerDir, "index.js"), WORKER);
  const server = await startWorkerd({ env: {}, stateDir, workerDir });
  try {
    const reply = await fetch(`${server.url}/?object=${encodeURIComponent(object)}&alarm=${alarmMs}`, {
      method: "POST",
      body: JSON.stringify(statements),
    });
    if (!reply.ok) throw new Error(`the object answered ${reply.status}: ${await reply.text()}`);
    return /** @type {Row[][]} */ (await reply.json());
  } finally {
    await server.kill();
    rmSync(workerDir, { recursive: true, force: true });
  }
}

/**
 * Statements that fill tables.
 * @param {Tables} tables
 * @returns {Statement[]}
 */
export const insertions = (tables) =>
  Object.entries(tables).flatMap(([table, rows]) =>
    rows.map((row) => {
      const columns = Object.keys(row);
      const placeholders = columns.map(() => "?").join(", ");
      /** @type {Statement} */
      const statement = [
        `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${placeholders})`,
        ...Object.values(row),
      ];
      return statement;
    }),
  );

/**
 * The same tables with every timestamp in them shifted.
 * @param {Tables} tables
 * @param {number} byMs
 * @returns {Tables}
 */
export const shifted = (tables, byMs) =>
  JSON.parse(
    JSON.stringify(tables).replaceAll(/\b1[789]\d{11}\b/g, (timeMs) => String(Number(timeMs) + byMs)),
  );
