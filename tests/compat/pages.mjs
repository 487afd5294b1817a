import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** The page that loads a script. @param {string} script @param {string} [head] */
export const html = (script, head = "") =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${head}<script type="module" src="${script}"></script>`;

/**
 * What the page of a folder answers.
 * @param {string} dir
 * @param {(url: string) => Promise<() => unknown>} visit opens it in a browser, and gives back what closes it
 */
export async function pageAnswer(dir, visit) {
  /** @type {(answer: unknown) => void} */
  let answered = () => {};
  const answer = new Promise((resolve) => {
    answered = resolve;
  });
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => answered(JSON.parse(text)));
      return response.end();
    }
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    serve(join(dir, normalize(path === "/" ? "/index.html" : path)), response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return untilAnswered(`http://127.0.0.1:${port}/`, answer, visit).finally(() => server.close());
}

const PATIENCE_MS = 90_000;

/**
 * @param {string} url
 * @param {Promise<unknown>} answer
 * @param {(url: string) => Promise<() => unknown>} visit
 */
export async function untilAnswered(url, answer, visit) {
  const leave = await visit(url);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${url} did not answer`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    await leave();
  }
}

/** @param {string} file @param {import("node:http").ServerResponse} response */
function serve(file, response) {
  try {
    const content = readFileSync(file);
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? "application/octet-stream";
    response.setHeader("content-type", `${type}; charset=utf-8`);
    response.end(content);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
