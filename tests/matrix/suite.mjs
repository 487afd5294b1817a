import { after, describe, test } from "node:test";
import { play } from "./row.mjs";
import { fleet } from "./rows/fleet.mjs";
import { refusals } from "./rows/refusals.mjs";
import { replies } from "./rows/replies.mjs";
import { transport } from "./rows/transport.mjs";
import { startService } from "./service.mjs";

/** So many rows are played at a time, each with a service of its own: they wait most of their time. */
const LANES = 4;
/** `MATRIX=31 npm test -- --only matrix` plays the rows of that number. */
const wanted = process.env.MATRIX;
const rows = [...transport, ...replies, ...refusals, ...fleet].filter(
  ({ name }) => wanted === undefined || name.startsWith(`${wanted} `),
);

/**
 * The rows of the fault matrix that concern the client, in one runtime.
 * @param {string} runtime
 * @param {(lane: number) => Promise<import("./runtimes.mjs").Agent>} open
 */
export function matrix(runtime, open) {
  describe(`the fault matrix in ${runtime}`, { concurrency: LANES }, () => {
    const lanes = Array.from({ length: LANES }, async (_, lane) => ({
      service: await startService(),
      agent: await open(lane),
    }));
    const free = [...lanes];
    after(async () => {
      for (const lane of lanes) {
        const { agent, service } = await lane;
        await agent.close();
        await service.close();
      }
    });
    for (const row of rows) {
      test(row.name, { timeout: 120_000 }, async () => {
        const lane = /** @type {typeof lanes[0]} */ (free.shift());
        try {
          const { service, agent } = await lane;
          await play(row, service, agent, runtime);
        } finally {
          free.push(lane);
        }
      });
    }
  });
}
