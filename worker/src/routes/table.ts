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
/** @param param the variable part of the path, empty if there is none */
export type Handler = (caller: Caller, request: Request, param: string) => Promise<Response>;
export type Methods = { readonly [M in Method]?: Handler };

/** The request counts of this isolate. */
export const requestCounts = new RequestCounts();

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(value, { status, headers: { "cache-control": "no-store", ...headers } });

/** A handler whose query may have these parameters only. */
const withParameters =
  (known: readonly string[], handle: Handler): Handler =>
  (caller, request, param) => {
    readQuery(request, known);
    return handle(caller, request, param);
  };

async function postJob(caller: Caller, request: Request): Promise<Response> {
  const created = await createJobFor(caller, request);
  return "dryRun" in created ? json(created) : json(created, 202, { location: `/v1/jobs/${created.id}` });
}

/** The routes that need an authenticated caller. A path answers 405 to methods that it does not list. */
export const ROUTES: Readonly<Record<string, Methods>> = {
  "/v1/session": { GET: withParameters([], async (caller) => json(session(caller))) },
  "/v1/instances": { GET: async (caller, request) => json(await listInstances(caller, request)) },
  "/v1/jobs": {
    GET: async (caller, request) =>
      json(await listJobs(caller, readQuery(request, ["account", "cursor", "limit", "state"]))),
    POST: withParameters([], postJob),
  },
  "/v1/jobs/:id": {
    GET: withParameters(["account"], async (caller, _, id) => json(await getJob(caller, id))),
  },
  "/v1/jobs/:id/instances": { GET: jobRows },
  "/v1/jobs/:id/events": {
    GET: withParameters(["account"], (caller, request, id) =>
      jobEvents(caller, id, request.headers.get("last-event-id")),
    ),
  },
  "/v1/jobs/:id/cancel": {
    POST: withParameters(["account"], async (caller, _, id) => json(await cancelJob(caller, id), 202)),
  },
  "/v1/tokens": {
    GET: withParameters([], async (caller) => json(await listTokens(caller))),
    POST: withParameters([], async (caller, request) => json(await createToken(caller, request), 201)),
  },
  "/v1/tokens/:name": {
    DELETE: withParameters([], async (caller, _, name) => json(await revokeToken(caller, name))),
  },
};

/** Routes that are available to a token even while the rest of the configuration is invalid. */
export const MONITORING: Readonly<Record<string, Methods>> = {
  "/metrics": { GET: (caller) => metrics(caller, requestCounts) },
  "/readyz": { GET: (caller) => readyz(caller) },
};
