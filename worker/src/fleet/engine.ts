import type { FleetJob, FleetProgress, InstanceOutcome, Pace, Step } from "tencentcloud-edge";
import { restoreJob } from "tencentcloud-edge";
import type { Cloud, Exchange, Reply } from "../cloud/client";
import { log } from "../log";
import type { Paces } from "./rate-limits";
import type { Store } from "./store/store";

/* A slice stops sending after this long or this many requests (50 subrequests are allowed an invocation on the
   smallest plan), then waits for what is in flight. */
const SLICE_MS = 1_500;
const SLICE_SENDS = 45;
/* Simultaneous connections an invocation may hold. */
const IN_FLIGHT = 6;
/* After a job's machine has failed this often it is given up, so that it cannot keep the object busy for ever. */
const MAX_FAULTS = 5;
const FAULT_PAUSE_MS = 2_000;
/* When every slot of a pace waits for its reply the reply wakes the loop; this is the answer for when none comes. */
const NO_SLOT_MS = 1_000;
/* However short a wait a job asks for, the loop must not spin. */
const MIN_WAIT_MS = 5;

type SendStep = Extract<Step, { kind: "send" }>;

/** One request on its way: asked for by a job, then given a slot, then sent; a second time after a clock error. */
interface Ticket {
  readonly live: Live;
  readonly step: SendStep;
  readonly askedAtMs: number;
  readonly pace: Pace;
  readonly again: boolean;
  slot?: number;
  atMs?: number;
}

interface Live {
  readonly id: string;
  readonly job: FleetJob;
  /** Asked for and not yet gone; sent before the job is asked for more. */
  readonly held: Ticket[];
  dueMs: number;
  cancelled: boolean;
  ended: boolean;
}

interface EngineParts {
  readonly store: Store;
  readonly cloud: Cloud;
  readonly paces: Paces;
  readonly nowMs: () => number;
  /** Resolves when all that was written is on disk. */
  readonly sync: () => Promise<void>;
  readonly changed: (jobId: string) => void;
  readonly finished: (jobId: string) => void;
}

/** Runs the jobs of one object, a slice at a time. */
export interface Engine {
  adopt(id: string, job: FleetJob): void;
  cancel(id: string): void;
  progress(id: string): FleetProgress | undefined;
  instances(id: string): InstanceOutcome[] | undefined;
  /** Works for about a second and a half. Never rejects. Resolves with the moment of the next slice, Infinity for none. */
  slice(): Promise<number>;
}

const isClockRefusal = ({ body }: Reply) =>
  body.length < 4_096 && body.includes('"AuthFailure.SignatureExpire"');
const isThrottled = ({ status, body }: Reply) =>
  status === 429 || (body.length < 4_096 && body.includes('"RequestLimitExceeded'));

const never = (total: number): FleetProgress => ({
  total,
  outcomes: { accepted: 0, done: 0, already: 0, conflict: 0, failed: 0, unknown: total, pending: 0 },
  requests: 0,
});

export function createEngine(parts: EngineParts): Engine {
  const { store, cloud, paces, nowMs } = parts;
  const lives = new Map<string, Live>();
  const inFlight = new Set<Ticket>();
  let ring = () => {};
  let turn = 0;

  function adopt(id: string, job: FleetJob, cancelled = false): void {
    lives.set(id, { id, job, held: [], dueMs: 0, cancelled, ended: false });
    ring();
  }

  /** What was asked for and has not gone will not go: its slots are for others. */
  function letGo(live: Live): void {
    for (const { pace, slot } of live.held.splice(0)) if (slot !== undefined) pace.freed(slot, nowMs());
  }

  function save(live: Live): void {
    store.save(live.id, live.job.changes(), live.job.progress(), { pace: paces.saveActing() });
  }

  function end(live: Live): void {
    const { id, job } = live;
    store.finish(id, nowMs(), job.progress(), job.result().instances);
    live.ended = true;
    letGo(live);
    lives.delete(id);
    job.free();
    log("job.finished", { job: id, state: store.summary(id)?.state });
    parts.finished(id);
  }

  /** A job whose machine or storage fails is dropped from memory and comes back from storage, a few times. */
  function fault(id: string, cause: unknown): void {
    const faults = store.saved(id).faults + 1;
    const message = cause instanceof Error ? cause.message : String(cause);
    log("job.fault", { job: id, faults, message });
    const live = lives.get(id);
    if (live) {
      live.ended = true;
      letGo(live);
    }
    lives.delete(id);
    store.setFaults(id, faults);
    if (faults < MAX_FAULTS) return;
    const ids = store.ids(id);
    const error = {
      code: "Gateway.JobLost",
      message: "The job could not be continued.",
      advice: "give-up",
    } as const;
    const outcomes = ids.map(
      (instanceId) => ({ instanceId, outcome: "unknown", sent: true, error }) as const,
    );
    store.finish(id, nowMs(), never(ids.length), outcomes);
    parts.finished(id);
  }

  function guarded(live: Live, work: () => void): void {
    if (live.ended) return;
    try {
      work();
    } catch (cause) {
      fault(live.id, cause);
    }
  }

  function restoreMissing(): void {
    for (const id of store.running()) {
      if (lives.has(id)) continue;
      try {
        const saved = store.saved(id);
        const job = restoreJob(saved.rows);
        if (saved.cancelled) job.cancel(nowMs());
        adopt(id, job, saved.cancelled);
        log("job.restored", { job: id });
      } catch (cause) {
        fault(id, cause);
      }
    }
  }

  function settle(ticket: Ticket, exchange: Exchange): void {
    const { live, step, pace } = ticket;
    const now = nowMs();
    live.dueMs = now;
    guarded(live, () => {
      if ("lost" in exchange) live.job.lost(step.ticket, now, exchange.lost);
      else {
        const { status, body, ...meta } = exchange.reply;
        if (isThrottled(exchange.reply)) pace.throttled(now);
        if (!ticket.again && isClockRefusal(exchange.reply) && cloud.correctClock(meta.date)) {
          live.held.unshift({ live, step, askedAtMs: ticket.askedAtMs, pace, again: true });
          return;
        }
        live.job.answered(step.ticket, now, status, body, meta);
      }
      if (step.acting) save(live);
    });
    if (!live.ended) parts.changed(live.id);
  }

  /** An acting request leaves only after the disk holds that it is leaving. */
  async function send({ live, step, askedAtMs, again }: Ticket): Promise<Exchange> {
    if (again) live.job.repeated(step.ticket, nowMs());
    else live.job.sent(step.ticket, nowMs());
    if (step.acting) {
      save(live);
      await parts.sync();
      if (live.ended || live.cancelled) return { lost: "the job ended before the request left" };
    }
    return cloud.exchange(step.request, Math.max(1, step.replyByMs - askedAtMs));
  }

  async function deliver(ticket: Ticket): Promise<void> {
    try {
      const exchange = await send(ticket).finally(() => {
        if (ticket.slot !== undefined) ticket.pace.freed(ticket.slot, nowMs());
      });
      settle(ticket, exchange);
    } catch (cause) {
      fault(ticket.live.id, cause);
    }
  }

  /** The next request of a job that may leave now, or undefined; then live.dueMs says when to ask again. */
  function nextTicket(live: Live, now: number): Ticket | undefined {
    let ticket = live.held[0];
    if (!ticket) {
      const step = live.job.next(now);
      if (step.kind === "done") {
        end(live);
        return undefined;
      }
      if (step.kind === "wait") {
        live.dueMs = Math.max(step.untilMs, now + MIN_WAIT_MS);
        return undefined;
      }
      const pace = paces.of(step.request.action, step.acting);
      ticket = { live, step, askedAtMs: now, pace, again: false };
      live.held.push(ticket);
    }
    if (ticket.atMs === undefined) {
      const { slot, atMs } = ticket.pace.take(now);
      if (atMs === Number.POSITIVE_INFINITY) {
        live.dueMs = now + NO_SLOT_MS;
        return undefined;
      }
      ticket.slot = slot;
      ticket.atMs = atMs;
    }
    live.dueMs = ticket.atMs;
    if (ticket.atMs > now) return undefined;
    live.held.shift();
    return ticket;
  }

  /** Sends what may leave now, jobs taking turns; returns how many requests left. */
  function depart(now: number, most: number): number {
    const queue = [...lives.values()];
    turn = queue.length > 0 ? (turn + 1) % queue.length : 0;
    let sends = 0;
    for (const live of [...queue.slice(turn), ...queue.slice(0, turn)])
      guarded(live, () => {
        while (!live.ended && sends < most && inFlight.size < IN_FLIGHT) {
          const ticket = nextTicket(live, now);
          if (!ticket) return;
          sends += 1;
          inFlight.add(ticket);
          void deliver(ticket).finally(() => {
            inFlight.delete(ticket);
            ring();
          });
        }
      });
    return sends;
  }

  const nextDue = () => Math.min(Number.POSITIVE_INFINITY, ...[...lives.values()].map((live) => live.dueMs));

  /** Until a request settles, a job is added or cancelled, or `untilMs` (Infinity: only those). */
  async function rest(untilMs: number): Promise<void> {
    let timer: number | null = null;
    await new Promise<void>((resolve) => {
      ring = resolve;
      if (untilMs !== Number.POSITIVE_INFINITY) timer = setTimeout(resolve, Math.max(0, untilMs - nowMs()));
    });
    clearTimeout(timer);
  }

  return {
    adopt,

    cancel(id) {
      store.markCancelled(id);
      const live = lives.get(id);
      if (!live) return;
      guarded(live, () => {
        live.cancelled = true;
        letGo(live);
        live.job.cancel(nowMs());
        live.dueMs = 0;
        save(live);
      });
      ring();
    },

    progress: (id) => lives.get(id)?.job.progress(),

    instances(id) {
      if (!lives.has(id)) restoreMissing();
      return lives.get(id)?.job.result().instances;
    },

    async slice() {
      restoreMissing();
      const endMs = nowMs() + SLICE_MS;
      let sends = 0;
      for (;;) {
        const now = nowMs();
        const open = now < endMs && sends < SLICE_SENDS;
        if (open) sends += depart(now, SLICE_SENDS - sends);
        const full = inFlight.size >= IN_FLIGHT;
        if (inFlight.size === 0 && (!open || nextDue() >= endMs)) break;
        await rest(!open || full ? Number.POSITIVE_INFINITY : Math.min(nextDue(), endMs));
      }
      for (const live of [...lives.values()]) guarded(live, () => save(live));
      if (lives.size < store.running().length) return nowMs() + FAULT_PAUSE_MS;
      return nextDue();
    },
  };
}
