import { readCursor, writeCursor } from "../http/cursor";
import { badField } from "../http/problem";
import { readLimit, readQuery } from "../http/query";
import { csvHead, csvRows } from "../jobs/csv";
import type { InstanceRow, RowQuery } from "../jobs/types";
import { type Caller, locate, shown, tamed } from "./caller";

const FIELDS = ["account", "outcome", "code", "cursor", "limit", "format"];
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const OUTCOMES = ["pending", "accepted", "done", "already", "conflict", "failed", "unknown"];

/** A page of a job's instances, and where the next one begins. */
type Read = (query: RowQuery) => Promise<{ items: InstanceRow[]; next?: number }>;

function csvOf(read: Read, query: RowQuery): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let from: number | undefined = query.from;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvHead())),
    async pull(controller) {
      if (from === undefined) return controller.close();
      const page = await read({ ...query, from, limit: MAX_LIMIT });
      from = page.next;
      controller.enqueue(encoder.encode(csvRows(page.items)));
    },
  });
}

/**
 * The instances of a job: a page as JSON, or all as CSV.
 *
 * @throws HttpProblem 400, 404
 */
export async function jobRows(caller: Caller, request: Request, id: string): Promise<Response> {
  const query = readQuery(request, FIELDS);
  const { outcome, code, format } = query;
  if (outcome !== undefined && !OUTCOMES.includes(outcome))
    throw badField("outcome", `must be one of ${OUTCOMES.join(", ")}`);
  if (format !== undefined && format !== "csv" && format !== "json")
    throw badField("format", "must be csv or json");
  const [from = 0] = readCursor(query.cursor, ["number"]) ?? [];
  const limit = readLimit(query.limit, DEFAULT_LIMIT, MAX_LIMIT);
  const fleet = locate(caller, id);
  shown(caller, id, await fleet.summary(id));
  const read: Read = async (wanted) => {
    const { items, next } = await fleet.rows(id, wanted);
    return { items: tamed(caller, items), ...(next !== undefined && { next }) };
  };
  const wanted: RowQuery = { from: Number(from), limit, ...(outcome && { outcome }), ...(code && { code }) };
  const headers = { "cache-control": "no-store" };
  const isCsv =
    (format ?? (/\btext\/csv\b/i.test(request.headers.get("accept") ?? "") ? "csv" : "json")) === "csv";
  if (isCsv)
    return new Response(csvOf(read, wanted), {
      headers: {
        ...headers,
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${id}.csv"`,
      },
    });
  const { items, next } = await read(wanted);
  return Response.json({ items, ...(next !== undefined && { cursor: writeCursor([next]) }) }, { headers });
}
