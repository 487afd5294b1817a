import { createParser } from "../calling/events.js";
import { integer } from "../core/check.js";
import { members } from "../core/members.js";
import { noAnswer } from "./errors.js";
import { isPassing } from "./http.js";
import { readSignal } from "./options.js";

/** @typedef {import("../../types/gateway.js").JobSummary} JobSummary */
/** @typedef {import("../../gateway.js").JobProgress} JobProgress */
/**
 * @typedef {object} Source
 * @property {(lastEventId: number | undefined, signal: AbortSignal) => Promise<Response>} open
 * @property {(signal: AbortSignal) => Promise<JobSummary>} read
 */

/** After so many streams in a row that brought nothing the job is read, and a stream tried now and then only. */
const STREAMS_FAILED = 2;
const RETRY_STREAM_EVERY = 10;
/** The gateway sends a heartbeat every 5 s. */
const MAX_SILENCE_MS = 20_000;

/** @param {unknown} options */
export function readWatchOptions(options = {}) {
  const given = members("options", options, ["signal", "after", "pollMs", "patienceMs"]);
  return {
    signal: readSignal(given.signal),
    after: integer("after", given.after),
    pollMs: integer("pollMs", given.pollMs, 1) ?? 1_000,
    patienceMs: integer("patienceMs", given.patienceMs, 1) ?? 60_000,
  };
}

/**
 * The job whenever it changes, until it has ended.
 * @param {Source} source
 * @param {ReturnType<typeof readWatchOptions>} options
 * @returns {AsyncGenerator<JobProgress, void, undefined>}
 */
export async function* watchJob(source, { signal, after, pollMs, patienceMs }) {
  const left = new AbortController();
  const end = () => left.abort();
  signal?.addEventListener("abort", end);
  let version = after;
  let failedStreams = 0;
  let answeredAtMs = Date.now();
  try {
    for (let round = 0; ; round++) {
      if (signal?.aborted) throw noAnswer("Client.Aborted", "watching was aborted", signal.reason);
      const streams = failedStreams < STREAMS_FAILED || round % RETRY_STREAM_EVERY === 0;
      const jobs = streams ? follow(source, version, left.signal) : readOnce(source, left.signal);
      let brought = false;
      try {
        for await (const job of jobs) {
          answeredAtMs = Date.now();
          brought = true;
          if (version !== undefined && job.version <= version && job.finishedAt === undefined) continue;
          version = job.version;
          yield withCounts(job);
          if (job.finishedAt !== undefined) return;
        }
      } catch (failure) {
        if (signal?.aborted) continue;
        if (!isTransient(failure, streams)) throw failure;
        if (Date.now() - answeredAtMs > patienceMs) throw failure;
      }
      if (streams) failedStreams = brought ? 0 : failedStreams + 1;
      if (!streams || failedStreams === 1) await pause(pollMs, left.signal);
    }
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
}

/** @param {Source} source @param {AbortSignal} signal */
async function* readOnce(source, signal) {
  yield await source.read(signal);
}

/**
 * The jobs of one stream, until it ends or falls silent.
 * @param {Source} source
 * @param {number | undefined} version
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<JobSummary, void, undefined>}
 */
async function* follow(source, version, signal) {
  const silence = new AbortController();
  const end = () => silence.abort();
  signal.addEventListener("abort", end);
  let timer = setTimeout(end, MAX_SILENCE_MS);
  try {
    const { body } = await source.open(version, silence.signal);
    if (body === null) return;
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = createParser();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(end, MAX_SILENCE_MS);
      for (const { event, data } of parser.parse(decoder.decode(chunk.value, { stream: true }))) {
        if (event === "progress" || event === "done") yield JSON.parse(data);
      }
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    // A loop that is left ends the reply.
    end();
  }
}

/**
 * Whether watching goes on after this failure. A stream that is refused because there are too many, or that breaks in any
 * way, leaves reading the job.
 * @param {unknown} failure
 * @param {boolean} ofStream
 */
function isTransient(failure, ofStream) {
  const status = /** @type {{status?: unknown}} */ (failure)?.status;
  if (typeof status === "number") return status === 429 || status >= 500;
  return ofStream || isPassing(failure);
}

/** @param {JobSummary} job @returns {JobProgress} */
function withCounts(job) {
  const { total, outcomes, requests } = job.progress;
  return { ...job, total, outcomes, requests };
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
