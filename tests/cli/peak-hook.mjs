/* Preloaded into a command: at its end, writes how much memory its process had at most, in MB, into the file PEAK_FILE. */
import { writeFileSync } from "node:fs";

process.on("exit", () =>
  writeFileSync(process.env.PEAK_FILE ?? "", String(process.resourceUsage().maxRSS / 1_024)),
);
