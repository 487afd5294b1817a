import type { InstanceRowsPage } from "tencentcloud-edge/gateway";
import { authenticateRequest } from "../auth/authenticate-request";
import { readCursor, writeCursor } from "../http/cursor";
import { badField } from "../http/problem";
import { type Query, readLimit, readQuery } from "../http/query";
import { csvHead, csvRows } from "../jobs/csv";
import type { InstanceRow, RowQuery } from "../jobs/types";
import { type Caller, fleetOfJob, redactRows, requireVisible } from "./caller";

const FIELDS = ["account", "outcome", "code", "cursor", "limit", "format"];
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const OUTCOMES = ["pending", "accepted", "done", "already", "conflict", "failed", "unknown"];

/** Reads a page of a job's instances; `next` is where the following one begins. */
type ReadPage = (query: RowQuery) => Promise<{ items: InstanceRow[]; next?: number }>;

function readRowQuery({ outcome, code, cursor, limit }: Query): RowQuery {
  if (outcome !== undefined && !OUTCOMES.includes(outcome))
    throw badField("outcome", `must be one of ${OUTCOMES.join(", ")}`);
  const [from = 0] = readCursor(cursor, ["number"]) ?? [];
  return {
    from: Number(from),
    limit: readLimit(limit, DEFAULT_LIMIT, MAX_LIMIT),
    ...(outcome && { outcome }),
    ...(code && { code }),
  };
}

function wantsCsv({ format }: Query, request: Request): boolean {
  if (format !== undefined && format !== "csv" && format !== "json")
    throw badField("format", "must be csv or json");
  if (format !== undefined) return format === "csv";
  return /\btext\/csv\b/i.test(request.headers.get("accept") ?? "");
}

function csvStream(readPage: ReadPage, query: RowQuery): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let from: number | undefined = query.from;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvHead())),
    async pull(controller) {
      if (from === undefined) return controller.close();
      const page = await readPage({ ...query, from, limit: MAX_LIMIT });
      from = page.next;
      controller.enqueue(encoder.encode(csvRows(page.items)));
    },
  });
}

const csvResponse = (id: string, body: ReadableStream<Uint8Array>) =>
  new Response(body, {
    headers: {
      "cache-control": "no-store",
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${id}.csv"`,
    },
  });

/**
 * The instances of a job: a page as JSON, or all as CSV.
 *
 * @throws HttpProblem 400, 404
 */
export async function jobRows(caller: Caller, request: Request, id: string): Promise<Response> {
  const query = readQuery(request, FIELDS);
  const isCsv = wantsCsv(query, request);
  const rowQuery = readRowQuery(query);
  const fleet = await fleetOfJob(caller, id);
  requireVisible(caller, id, await fleet.summary(id));
  const readPage: ReadPage = async (wanted) => {
    /* All pages together may take longer than the token is valid. */
    await authenticateRequest(caller.env, caller.config, request);
    const { items, next } = await fleet.rows(id, wanted);
    return { items: redactRows(caller, items), ...(next !== undefined && { next }) };
  };
  if (isCsv) return csvResponse(id, csvStream(readPage, rowQuery));
  const { items, next } = await readPage(rowQuery);
  const page: InstanceRowsPage = { items, ...(next !== undefined && { cursor: writeCursor([next]) }) };
  return Response.json(page, { headers: { "cache-control": "no-store" } });
}
