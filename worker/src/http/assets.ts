import { HttpProblem } from "./problem";

/* The disk service of workerd, used in local development, sends no content type. */
const CONTENT_TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  woff2: "font/woff2",
  webmanifest: "application/manifest+json",
};

const notFound = (path: string) => new HttpProblem(404, "Gateway.NotFound", `There is nothing at ${path}.`);

/**
 * A file of the dashboard.
 *
 * @throws HttpProblem 404
 */
export async function serveAsset(assets: Fetcher, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname === "/" ? "/index.html" : url.pathname;
  const type = CONTENT_TYPES[path.slice(path.lastIndexOf(".") + 1)];
  if (!type || path.includes("/.")) throw notFound(url.pathname);
  const found = await assets.fetch(new URL(path, url.origin).href, {
    method: request.method,
    redirect: "manual",
  });
  if (found.status !== 200) {
    await found.body?.cancel();
    throw notFound(url.pathname);
  }
  return new Response(found.body, { headers: { "content-type": type, "cache-control": "no-cache" } });
}
