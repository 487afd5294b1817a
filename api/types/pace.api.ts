/// <reference lib="esnext.disposable" />
export interface Pace {
    readonly perSecond: number;
    take(nowMs: number, leaseMs?: number): {
        slot: number;
        atMs: number;
    };
    freed(slot: number, nowMs: number): void;
    throttled(nowMs: number): void;
    save(): string;
    free(): void;
    [Symbol.dispose](): void;
}
export function createPace(perSecond: number, saved?: string | readonly string[]): Pace;
