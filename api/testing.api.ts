import type { Emulator, EmulatorOptions, EmulatorSnapshot, FaultKindName, FaultRule, InstanceState, StubReply, } from "./emulator.js";
import type { Credentials } from "./index.js";
export { demoCredentials } from "./emulator.js";
export type { Credentials, EmulatorOptions, EmulatorSnapshot, FaultRule, StubReply };
export type EndWith = {
    after(end: () => Promise<void>): unknown;
} | ((end: () => Promise<void>) => unknown);
export interface TestOptions extends EmulatorOptions {
    endWith?: EndWith;
}
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
export type FaultHelpers<R> = {
    readonly [K in FaultKindName as Camel<K>]: (rule?: Omit<FaultRule, "kind">) => R;
};
interface Ended {
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
export interface TestEmulator extends Emulator, Ended {
    readonly options: {
        region: string;
        credentials: Credentials;
        fetch: typeof globalThis.fetch;
        accountKey: string;
    };
    ids(state?: InstanceState, region?: string): string[];
    readonly faults: FaultHelpers<void>;
}
export interface TestServer extends Ended {
    readonly url: string;
    readonly env: Readonly<Record<string, string>>;
    readonly options: {
        region: string;
        credentials: Credentials;
        endpoint: string;
        accountKey: string;
    };
    ids(state?: InstanceState, region?: string): Promise<string[]>;
    readonly faults: FaultHelpers<Promise<void>>;
    snapshot(): Promise<EmulatorSnapshot>;
    inject(...rules: FaultRule[]): Promise<void>;
    clearFaults(): Promise<void>;
    stub(service: string, action: string, reply: StubReply): Promise<void>;
    clearStubs(): Promise<void>;
    set(instanceId: string, state: InstanceState): Promise<void>;
    advance(ms: number): Promise<void>;
    reset(): Promise<void>;
}
export function startEmulator(options?: TestOptions & {
    server?: false;
}): Promise<TestEmulator>;
export function startEmulator(options: TestOptions & {
    server: true;
}): Promise<TestServer>;
