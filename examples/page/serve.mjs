// Serves this folder, and hands what begins with /v1/ to the gateway: a page may ask its own origin alone.
import { createReadStream } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";

const { GATEWAY = "http://127.0.0.1:8787", PORT = "3000" } = process.env;
const TYPES = { ".html": "text/html", ".js": "text/javascript" };

function toGateway(asked, reply) {
  const { method, headers, url } = asked;
  const sent = request(new URL(url, GATEWAY), { method, headers }, (answer) => {
    reply.writeHead(answer.statusCode, answer.headers);
    answer.pipe(reply);
  });
  sent.on("error", () => reply.writeHead(502).end());
  reply.on("close", () => sent.destroy());
  asked.pipe(sent);
}

createServer((asked, reply) => {
  const { pathname } = new URL(asked.url, "http://page");
  if (pathname.startsWith("/v1/")) return toGateway(asked, reply);
  const file = join(import.meta.dirname, normalize(pathname === "/" ? "/index.html" : pathname));
  reply.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
  createReadStream(file)
    .on("error", () => reply.writeHead(404).end())
    .pipe(reply);
}).listen(Number(PORT), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
