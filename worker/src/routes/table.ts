import { readQuery } from "../http/query";
import { RequestCounts } from "../metrics/request-counts";
import type { Caller } from "./caller";
import { createJobFor } from "./create-job";
import { listInstances } from "./instances";
import { jobRows } from "./job-rows";
import { cancelJob, getJob, jobEvents, listJobs } from "./jobs";
import { metrics, readyz } from "./metrics";
import { session } from "./session";
import { createToken, listTokens, revokeToken } from "./tokens";

export type Method = "GET" | "POST" | "DELETE";
/** @param param the variable part of the path, empty if it has none */
export type Handler = (caller: Caller, request: Request, param: string) => Promise<Response>;
export type Methods = { readonly [M in Method]?: Handler };

/** Requests of this isolate. */
export const requestCounts = new RequestCounts();

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(value, { status, headers: { "cache-control": "no-store", ...headers } });

/** A route whose address takes these parameters. */
const taking =
  (known: readonly string[], handle: Handler): Handler =>
  (caller, request, param) => {
    readQuery(request, known);
    return handle(caller, request, param);
  };

async function postJob(caller: Caller, request: Request): Promise<Response> {
  const made = await createJobFor(caller, request);
  return "dryRun" in made ? json(made) : json(made, 202, { location: `/v1/jobs/${made.id}` });
}

/** Every route that needs a caller. A path answers 405 to the methods it does not list. */
export const ROUTES: Readonly<Record<string, Methods>> = {
  "/v1/session": { GET: taking([], async (caller) => json(session(caller))) },
  "/v1/instances": { GET: async (caller, request) => json(await listInstances(caller, request)) },
  "/v1/jobs": {
    GET: async (caller, request) => json(await listJobs(caller, readQuery(request, ["account", "cursor"]))),
    POST: taking([], postJob),
  },
  "/v1/jobs/:id": {
    GET: taking(["account"], async (caller, _, id) => json(await getJob(caller, id))),
  },
  "/v1/jobs/:id/instances": { GET: jobRows },
  "/v1/jobs/:id/events": {
    GET: taking(["account"], (caller, request, id) =>
      jobEvents(caller, id, request.headers.get("last-event-id")),
    ),
  },
  "/v1/jobs/:id/cancel": {
    POST: taking(["account"], async (caller, _, id) => json(await cancelJob(caller, id), 202)),
  },
  "/v1/tokens": {
    GET: taking([], async (caller) => json(await listTokens(caller))),
    POST: taking([], async (caller, request) => json(await createToken(caller, request), 201)),
  },
  "/v1/tokens/:name": {
    DELETE: taking([], async (caller, _, name) => json(await revokeToken(caller, name))),
  },
};

/** Routes that answer to a token even while the rest of the configuration is broken. */
export const WATCHING: Readonly<Record<string, Methods>> = {
  "/metrics": { GET: (caller) => metrics(caller, requestCounts) },
  "/readyz": { GET: (caller) => readyz(caller) },
};
