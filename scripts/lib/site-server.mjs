import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/**
 * Serves a site whose addresses have no `.html`, on this machine only.
 * @param {string} folder
 * @param {number} port 0: any free one
 * @returns {Promise<import("node:http").Server>} once it listens
 */
export function serveSite(folder, port) {
  const server = createServer(({ url = "/" }, reply) => {
    const file = fileOf(folder, url);
    reply.writeHead(file === undefined ? 404 : 200, {
      "content-type": TYPES[extname(file ?? ".html")] ?? "application/octet-stream",
    });
    reply.end(readFileSync(file ?? join(folder, "404.html")));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/** @param {string} folder @param {string} url @returns {string | undefined} */
function fileOf(folder, url) {
  let path = "";
  try {
    path = join(folder, decodeURIComponent(new URL(url, "http://site").pathname));
  } catch {
    return undefined;
  }
  if (path !== folder && !path.startsWith(folder + sep)) return undefined;
  return [path, `${path}.html`, join(path, "index.html")].find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}
