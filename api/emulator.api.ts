/// <reference lib="esnext.disposable" />
import type { Credentials, Instance, InstanceState } from "./index.js";
export type { Credentials, Instance, InstanceState };
export interface EmulatorOptions {
    instances?: number | Array<Partial<Instance> & {
        InstanceId: string;
    }>;
    credentials?: EmulatorKey[];
    policies?: PolicyRow[];
    roles?: string[];
    sessionSeconds?: number;
    regions?: string[];
    seed?: number;
    clock?: "real" | "virtual";
    nowMs?: number;
    bootMs?: [
        number,
        number
    ];
    transitions?: "time" | "describes" | "hand";
    bootDescribes?: [
        number,
        number
    ];
    enforceRateLimits?: boolean;
    batches?: "atomic" | "partial";
    rules?: "2024-01" | "2025-11";
    cors?: boolean | string[];
    assume?: Assumptions;
}
export interface EmulatorKey extends Credentials {
    expiresAtMs?: number;
    uin?: string;
}
export interface EmulatorKeyInfo {
    secretId: string;
    uin: string;
    expiresAtMs?: number;
    roleArn?: string;
}
export interface PolicyRow {
    secretId?: string;
    role?: string;
    effect?: "allow" | "deny";
    actions: string | string[];
    instances?: string | string[];
}
export interface Assumptions {
    codes?: Record<string, string>;
    skewSeconds?: number;
    unsignedPayload?: boolean;
    countRefused?: boolean;
    language?: "en-US" | "zh-CN";
    duplicateIds?: "once" | "refused";
}
export interface FaultRule {
    kind: FaultKindName | (string & {});
    action?: string;
    nth?: number | number[];
    probability?: number;
    instanceId?: string;
    times?: number;
    delayMs?: number;
    code?: string;
}
export type FaultKindName = "refuse" | "no-name" | "bad-certificate" | "reset" | "hang" | "html-500" | "html-502" | "html-504" | "html-200" | "http-429" | "http-429-bare" | "http-503" | "http-503-bare" | "http-503-zero" | "http-503-date" | "http-503-garbage" | "http-503-forever" | "redirect" | "not-json" | "empty" | "null" | "no-envelope" | "old-envelope" | "error" | "throttle" | "throttle-account" | "throttle-address" | "throttle-global" | "internal-error" | "internal-server-error" | "unavailable" | "busy" | "in-progress" | "no-stock" | "denied" | "expired-token" | "disabled-key" | "clock-ahead" | "clock-behind" | "delay" | "drip" | "cut" | "accepted-but-reply-lost" | "accepted-but-hang" | "accepted-but-html" | "accepted-but-not-json" | "accepted-but-internal-error" | "truncated" | "wrong-types" | "no-request-id" | "huge" | "gzip-bomb" | "replay" | "raced" | "half-done" | "partial" | "fails" | "stuck" | "slow" | "late" | "human-stop" | "human-terminate" | "stale-describe" | "omit" | "short-page" | "repeat-rows" | "foreign-rows" | "unknown-state" | "no-latest-operation";
export interface FaultKind {
    readonly name: FaultKindName;
    readonly about: string;
}
export type StubReply = {
    Error: {
        Code: string;
        Message: string;
    };
} | {
    [field: string]: unknown;
};
export type StubFunction = (request: StubRequest) => StubReply | Promise<StubReply>;
export interface StubRequest {
    service: string;
    action: string;
    version: string;
    region?: string;
    payload: Record<string, unknown>;
    secretId?: string;
    requestId: string;
    atMs: number;
}
export interface EmulatorSnapshot {
    nowMs: number;
    instances: Array<Instance & {
        region: string;
    }>;
    requests: EmulatorRequest[];
    starts: Record<string, number>;
}
export interface EmulatorRequest {
    atMs: number;
    action: string;
    region?: string;
    requestId: string;
    code?: string;
    instanceIds?: string[];
    secretId?: string;
}
export interface Emulator {
    fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
    advance(ms: number): void;
    inject(...rules: FaultRule[]): void;
    clearFaults(): void;
    stub(service: string, action: string, reply: StubReply | StubFunction): void;
    clearStubs(): void;
    set(instanceId: string, state: InstanceState): void;
    addKey(key: EmulatorKey): void;
    removeKey(secretId: string): void;
    keys(): EmulatorKeyInfo[];
    setPolicies(rows: PolicyRow[]): void;
    snapshot(): EmulatorSnapshot;
    save(): string;
    free(): void;
    [Symbol.dispose](): void;
}
export function createEmulator(options?: EmulatorOptions): Emulator;
export function restoreEmulator(saved: string): Emulator;
export const demoCredentials: Credentials;
export const faultKinds: readonly FaultKind[];
export interface MagicId {
    readonly id: string;
    readonly code: string;
}
export const magicIds: readonly MagicId[];
