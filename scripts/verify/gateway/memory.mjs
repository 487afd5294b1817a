import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Inspector } from "./inspector.mjs";

const MB = 1024 * 1024;
const SETTLE_MS = 200;
const COLLECTIONS = 3;

/** What of a process is in memory, in MB. Linux alone tells it here. @param {number} pid */
export function residentMb(pid) {
  const [, kb] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kb) / 1024;
}

/**
 * What the isolate's heap and array buffers (wasm memories among them) hold after a collection, in MB.
 * @param {import("./world.mjs").World} world with an inspector
 */
export async function heapMb(world) {
  const inspector = await Inspector.open(Number(world.gateway.inspectorPort));
  try {
    // What a request held goes with the collection after the one that found it ended.
    for (let turn = 0; turn < COLLECTIONS; turn++) {
      await world.request("/__verify/plan", { method: "DELETE" });
      await delay(SETTLE_MS);
    }
    const { heap, buffers } = await inspector.usage();
    return (heap + buffers) / MB;
  } finally {
    inspector.close();
  }
}

/** @param {number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The medians of the three thirds of a measurement. @param {number[]} values */
export function thirds(values) {
  const third = Math.floor(values.length / 3);
  return [values.slice(0, third), values.slice(third, 2 * third), values.slice(-third)].map(median);
}

/**
 * By how much the last third is above the middle third, in MB; the first third is warm-up.
 * @param {number[]} values
 */
export function growth(values) {
  const [, middle = 0, last = 0] = thirds(values);
  return last - middle;
}
