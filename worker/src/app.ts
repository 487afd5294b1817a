import { type Context, Hono, type MiddlewareHandler } from "hono";
import { authenticateRequest } from "./auth/authenticate-request";
import { type Config, readConfig } from "./config/config";
import type { Env } from "./config/env";
import { serveAsset } from "./http/assets";
import { notAllowed, problemOf, requireConfig, requireTokens } from "./http/errors";
import { preflight, withHeaders } from "./http/headers";
import { HttpProblem } from "./http/problem";
import { checkRequestLimits } from "./http/request-limits";
import { log } from "./log";
import type { Caller, Trace } from "./routes/caller";
import { json, type Methods, MONITORING, ROUTES, requestCounts } from "./routes/table";

type App = { Bindings: Env; Variables: { caller: Caller; trace: Trace; route: string } };

const isPreflight = ({ method, headers }: Request) =>
  method === "OPTIONS" && headers.has("access-control-request-method");

function report({ req, res, var: { caller, trace, route } }: Context<App>, ms: number): void {
  requestCounts.add(route, req.method, res.status);
  log("request", {
    method: req.method,
    path: req.path.slice(0, 500),
    route,
    status: res.status,
    ms,
    ...(caller && { caller: caller.principal.name }),
    ...(trace.account && { account: trace.account }),
  });
}

/** Adds the headers of every reply, logs the request and counts it. */
const observe: MiddlewareHandler<App> = async (context, next) => {
  const { req, env } = context;
  const startMs = Date.now();
  const { allowedOrigins } = readConfig(env).config;
  context.set("trace", {});
  context.set("route", "none");
  if (isPreflight(req.raw)) context.res = preflight(req.raw, allowedOrigins);
  else await next();
  const ms = Date.now() - startMs;
  context.res = withHeaders(req.raw, context.res, allowedOrigins);
  context.res.headers.set("server-timing", `total;dur=${ms}`);
  report(context, ms);
  requestCounts.schedule(env, (work) => context.executionCtx.waitUntil(work));
};

const requestLimits: MiddlewareHandler<App> = async ({ req }, next) => {
  checkRequestLimits(req.raw);
  await next();
};

/** Requires a valid token. */
const requireToken =
  (configOf: (env: Env) => Config): MiddlewareHandler<App> =>
  async (context, next) => {
    const { env, req } = context;
    const config = configOf(env);
    const principal = await authenticateRequest(env, config, req.raw);
    const account = req.query("account") || undefined;
    context.set("caller", { env, config, principal, account, trace: context.var.trace });
    await next();
  };

const setRoute =
  (route: string): MiddlewareHandler<App> =>
  async (context, next) => {
    context.set("route", route);
    await next();
  };

function addRoutes(app: Hono<App>, routes: Readonly<Record<string, Methods>>): void {
  for (const [path, methods] of Object.entries(routes)) {
    for (const [method, handle] of Object.entries(methods))
      app.on(method, path, ({ req, var: { caller } }) =>
        handle(caller, req.raw, Object.values<string>(req.param())[0] ?? ""),
      );
    app.all(path, () => {
      throw notAllowed(Object.keys(methods));
    });
  }
}

/** A file of the dashboard, or 404. Hono does not pass what a not-found handler throws to onError. */
async function serveFile(context: Context<App>): Promise<Response> {
  const { req, env } = context;
  const isPage = req.method === "GET" || req.method === "HEAD";
  try {
    if (!isPage || /^\/v1(\/|$)/.test(req.path))
      throw new HttpProblem(
        404,
        "Gateway.NotFound",
        `There is nothing at ${req.method} ${req.path.slice(0, 500)}.`,
      );
    const file = await serveAsset(env.ASSETS, req.raw);
    context.set("route", "file");
    return file;
  } catch (cause) {
    return problemOf(cause, env).toResponse();
  }
}

/** The whole gateway as one Hono application. */
export function createApp(): Hono<App> {
  const app = new Hono<App>();
  app.use(observe, requestLimits);
  app.onError((cause, { env }) => problemOf(cause, env).toResponse());
  app.notFound(serveFile);
  for (const path of ["/healthz", ...Object.keys(ROUTES), ...Object.keys(MONITORING)])
    app.use(path, setRoute(path));
  app.get("/healthz", () => json({ ok: true }));
  app.all("/healthz", () => {
    throw notAllowed(["GET"]);
  });
  app.use("/v1/*", requireToken(requireConfig));
  for (const path of Object.keys(MONITORING)) app.use(path, requireToken(requireTokens));
  addRoutes(app, ROUTES);
  addRoutes(app, MONITORING);
  return app;
}
