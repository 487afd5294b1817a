import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { buildWorker, workerdAgent } from "./runtimes.mjs";
import { matrix } from "./suite.mjs";

const dir = mkdtempSync(join(tmpdir(), "matrix-workerd-"));
const worker = await buildWorker(dir);
matrix("workerd", (lane) => workerdAgent(worker, join(dir, `state-${lane}`)));
after(() => rmSync(dir, { recursive: true, force: true }));
