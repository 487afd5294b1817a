import { Hono } from "hono";
import { TencentCloudError } from "tencentcloud-edge";
import { accountsOf } from "./auth/account";
import { authenticate } from "./auth/authenticate";
import { allowsRegion } from "./auth/scopes";
import { type Config, loadConfig, readConfig } from "./config/config";
import type { Env } from "./config/env";
import { serveAsset } from "./http/assets";
import { dress, preflight } from "./http/headers";
import { cloudProblem, HttpProblem } from "./http/problem";
import { readQuery } from "./http/query";
import { log } from "./log";
import type { Caller } from "./routes/caller";
import { createJobFor } from "./routes/create-job";
import { listInstances } from "./routes/instances";
import { jobRows } from "./routes/job-rows";
import { cancelJob, getJob, jobEvents, listJobs } from "./routes/jobs";

type Handler = (caller: Caller, request: Request, id: string) => Promise<Response>;

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(value, { status, headers: { "cache-control": "no-store", ...headers } });

function session({ principal: { name, scopes }, config }: Caller) {
  const accounts = accountsOf(config, scopes).map((account) => ({
    name: account.name,
    regions: account.regions.filter((region) => allowsRegion(scopes, region)),
    protected: account.protected,
  }));
  return {
    name,
    accounts,
    actions: scopes.actions,
    regions: config.regions.filter((region) => accounts.some(({ regions }) => regions.includes(region))),
    instances: scopes.instances,
    maxInstances: scopes.maxInstances,
    metrics: scopes.metrics,
    admin: scopes.admin,
  };
}

async function postJob(caller: Caller, request: Request): Promise<Response> {
  const made = await createJobFor(caller, request);
  return "dryRun" in made ? json(made) : json(made, 202, { location: `/v1/jobs/${made.id}` });
}

/** Every route that needs a caller. A path answers 405 to the methods it does not list. */
const ROUTES: Record<string, { readonly GET?: Handler; readonly POST?: Handler }> = {
  "/v1/session": { GET: async (caller) => json(session(caller)) },
  "/v1/instances": {
    GET: async (caller, request) => json(await listInstances(caller, request)),
  },
  "/v1/jobs": {
    GET: async (caller, request) => json(await listJobs(caller, readQuery(request, ["cursor"]))),
    POST: postJob,
  },
  "/v1/jobs/:id": { GET: async (caller, _, id) => json(await getJob(caller, id)) },
  "/v1/jobs/:id/instances": { GET: jobRows },
  "/v1/jobs/:id/events": {
    GET: (caller, request, id) => jobEvents(caller, id, request.headers.get("last-event-id")),
  },
  "/v1/jobs/:id/cancel": { POST: async (caller, _, id) => json(await cancelJob(caller, id), 202) },
};

type App = { Bindings: Env; Variables: { caller: Caller } };

const notAllowed = (allow: readonly string[]) =>
  new HttpProblem(405, "Gateway.MethodNotAllowed", `This address takes ${allow.join(" and ")} only.`, {
    headers: { allow: allow.join(", ") },
  });

function requireConfig(env: Env): Config {
  const config = loadConfig(env);
  if (config.ok) return config.value;
  log("gateway.unconfigured", { problems: config.problems.join("; ") });
  throw new HttpProblem(
    503,
    "Gateway.NotConfigured",
    `The gateway is not configured: ${config.problems.join("; ")}.`,
  );
}

function problemOf(cause: unknown, env: Env): HttpProblem {
  if (cause instanceof HttpProblem) return cause;
  if (cause instanceof TencentCloudError) {
    const { accounts } = readConfig(env).config;
    return cloudProblem(
      cause,
      accounts.flatMap(({ credentials: { secretKey, secretId, token } }) => [secretKey, secretId, token]),
    );
  }
  log("request.failed", { message: cause instanceof Error ? cause.message : String(cause) });
  return new HttpProblem(500, "Gateway.Internal", "The gateway failed; its log says why.");
}

/** The whole gateway as one Hono application. */
export function createApp(): Hono<App> {
  const app = new Hono<App>();

  app.use(async (context, next) => {
    const { req, env } = context;
    const startMs = Date.now();
    const config = loadConfig(env);
    const origins = config.ok ? config.value.allowedOrigins : [];
    if (req.method === "OPTIONS" && req.raw.headers.has("access-control-request-method"))
      context.res = preflight(req.raw, origins);
    else await next();
    const { status } = context.res;
    context.res = dress(req.raw, context.res, origins);
    const caller = context.var.caller?.principal.name;
    log("request", {
      method: req.method,
      path: req.path,
      status,
      ms: Date.now() - startMs,
      ...(caller && { caller }),
    });
  });

  app.onError((cause, { env }) => problemOf(cause, env).toResponse());

  /* What a not-found handler throws does not come by onError. */
  app.notFound(async ({ req, env }) => {
    const isPage = req.method === "GET" || req.method === "HEAD";
    const isFile = isPage && !/^\/v1(\/|$)/.test(req.path);
    const found = isFile
      ? serveAsset(env.ASSETS, req.raw)
      : Promise.reject(
          new HttpProblem(404, "Gateway.NotFound", `There is nothing at ${req.method} ${req.path}.`),
        );
    return found.catch((cause) => problemOf(cause, env).toResponse());
  });

  app.get("/healthz", () => json({ ok: true }));
  app.all("/healthz", () => {
    throw notAllowed(["GET"]);
  });

  app.use("/v1/*", async (context, next) => {
    const config = requireConfig(context.env);
    const principal = await authenticate(context.req.header("authorization"), config.tokens);
    context.set("caller", { env: context.env, config, principal });
    await next();
  });

  for (const [path, methods] of Object.entries(ROUTES)) {
    for (const [method, handle] of Object.entries(methods))
      app.on(method, path, ({ req, var: { caller } }) => handle(caller, req.raw, req.param("id") ?? ""));
    app.all(path, () => {
      throw notAllowed(Object.keys(methods));
    });
  }

  return app;
}
