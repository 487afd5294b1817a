/**
 * `tencentcloud-edge/testing`: an emulator for a test, which ends with it, in Vitest, Jest, node:test and other runners.
 *
 * ```js
 * import { startInstances } from "tencentcloud-edge";
 * import { startEmulator } from "tencentcloud-edge/testing";
 *
 * test("a lost reply starts nothing twice", async () => {
 *   const emulator = await startEmulator({ instances: 4 });
 *   emulator.faults.acceptedButReplyLost({ action: "StartInstances", times: 1 });
 *   const { ok } = await startInstances(emulator.ids(), { ...emulator.options, settleMs: 500 });
 * });
 * ```
 */

import type {
  Emulator,
  EmulatorOptions,
  EmulatorSnapshot,
  FaultKindName,
  FaultRule,
  InstanceState,
  StubReply,
} from "./emulator.js";
import type { Credentials } from "./index.js";

export { demoCredentials } from "./emulator.js";
export type { Credentials, EmulatorOptions, EmulatorSnapshot, FaultRule, StubReply };

/** Calls the function when the test ends: the context of node:test, or a hook such as Vitest's `onTestFinished`. */
export type EndWith = { after(end: () => Promise<void>): unknown } | ((end: () => Promise<void>) => unknown);

/** What an emulator is made from: as for `createEmulator`, but an operation takes 10 to 50 ms unless `bootMs` says otherwise. */
export interface TestOptions extends EmulatorOptions {
  /**
   * What ends it. Default: the hook of the runner: after the test in Vitest and node:test, after the file in Jest, which lets no
   * hook be set while a test runs. Where this entry is imported inside a test of Jest, `close()` is the caller's to call.
   */
  endWith?: EndWith;
}

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/** A function for each kind of fault, by its name in camel case: `acceptedButReplyLost`, `html502`, `throttle`. */
export type FaultHelpers<R> = {
  readonly [K in FaultKindName as Camel<K>]: (rule?: Omit<FaultRule, "kind">) => R;
};

interface Ended {
  /** Ends it. A second call does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An emulator in the process of the test. */
export interface TestEmulator extends Emulator, Ended {
  /** What reaches it: `call(request, emulator.options)`, `startInstances(ids, { ...emulator.options })`. */
  readonly options: {
    region: string;
    credentials: Credentials;
    fetch: typeof globalThis.fetch;
    accountKey: string;
  };
  /** The ids of the instances in a state, by default STOPPED, and a region, by default the first. */
  ids(state?: InstanceState, region?: string): string[];
  /** Adds a fault rule, by the name of its kind. */
  readonly faults: FaultHelpers<void>;
}

/** An emulator that listens on this machine, in a thread of its own. */
export interface TestServer extends Ended {
  /** `http://127.0.0.1:…`, with the control API under `/_emulator/`. */
  readonly url: string;
  /**
   * What is set in `process.env` until it is closed, for programs that are started with an environment of their own:
   * `EMULATOR` and `TENCENTCLOUD_ENDPOINT` are the address, `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and
   * `TENCENTCLOUD_REGION` who calls and where.
   */
  readonly env: Readonly<Record<string, string>>;
  readonly options: { region: string; credentials: Credentials; endpoint: string; accountKey: string };
  ids(state?: InstanceState, region?: string): Promise<string[]>;
  readonly faults: FaultHelpers<Promise<void>>;
  snapshot(): Promise<EmulatorSnapshot>;
  inject(...rules: FaultRule[]): Promise<void>;
  clearFaults(): Promise<void>;
  stub(service: string, action: string, reply: StubReply): Promise<void>;
  clearStubs(): Promise<void>;
  set(instanceId: string, state: InstanceState): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Begins again, without faults and stubs. */
  reset(): Promise<void>;
}

/** Starts an emulator in this process. */
export function startEmulator(options?: TestOptions & { server?: false }): Promise<TestEmulator>;
/**
 * Starts the emulator's server, in Node alone, and puts its address and key into the environment.
 * @throws TypeError for options that cannot be
 */
export function startEmulator(options: TestOptions & { server: true }): Promise<TestServer>;
