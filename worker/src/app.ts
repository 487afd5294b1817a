import { type Context, Hono, type MiddlewareHandler } from "hono";
import { enter } from "./auth/authenticate-request";
import { type Config, readConfig } from "./config/config";
import type { Env } from "./config/env";
import { serveAsset } from "./http/assets";
import { notAllowed, problemOf, requireConfig, requireTokens } from "./http/errors";
import { dress, preflight } from "./http/headers";
import { HttpProblem } from "./http/problem";
import { checkBounds } from "./http/request-limits";
import { log } from "./log";
import type { Caller, Trace } from "./routes/caller";
import { json, type Methods, ROUTES, requestCounts, WATCHING } from "./routes/table";

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

/** The headers that every reply carries, the log line and the count of every request. */
const observe: MiddlewareHandler<App> = async (context, next) => {
  const { req, env } = context;
  const startMs = Date.now();
  const { allowedOrigins } = readConfig(env).config;
  context.set("trace", {});
  context.set("route", "none");
  if (isPreflight(req.raw)) context.res = preflight(req.raw, allowedOrigins);
  else await next();
  const ms = Date.now() - startMs;
  context.res = dress(req.raw, context.res, allowedOrigins);
  context.res.headers.set("server-timing", `total;dur=${ms}`);
  report(context, ms);
  requestCounts.schedule(env, (work) => context.executionCtx.waitUntil(work));
};

const bounds: MiddlewareHandler<App> = async ({ req }, next) => {
  checkBounds(req.raw);
  await next();
};

/** Lets in who shows a known token. */
const guard =
  (configOf: (env: Env) => Config): MiddlewareHandler<App> =>
  async (context, next) => {
    const { env, req } = context;
    const config = configOf(env);
    const principal = await enter(env, config, req.raw);
    const account = req.query("account") || undefined;
    context.set("caller", { env, config, principal, account, trace: context.var.trace });
    await next();
  };

const named =
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

/** A file of the dashboard, or 404. What a not-found handler throws does not come by onError. */
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
  app.use(observe, bounds);
  app.onError((cause, { env }) => problemOf(cause, env).toResponse());
  app.notFound(serveFile);
  for (const path of ["/healthz", ...Object.keys(ROUTES), ...Object.keys(WATCHING)])
    app.use(path, named(path));
  app.get("/healthz", () => json({ ok: true }));
  app.all("/healthz", () => {
    throw notAllowed(["GET"]);
  });
  app.use("/v1/*", guard(requireConfig));
  for (const path of Object.keys(WATCHING)) app.use(path, guard(requireTokens));
  addRoutes(app, ROUTES);
  addRoutes(app, WATCHING);
  return app;
}
