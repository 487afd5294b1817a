import { createInterface } from "node:readline";
import { answer } from "./answer.mjs";

/**
 * Does what it is asked to: a question is a line of JSON on standard input, its answer one on standard output. Ends when
 * the input does.
 * @param {import("./answer.mjs").Inside} inside
 */
export async function serveLines(inside) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, ...question } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify({ id, ...(await answer(inside, question)) })}\n`);
  }
}
