import type { CvmErrorCode } from "./cvm.gen.js";
import type { FleetResult } from "./fleet.js";
import type { Advice, ClientErrorCode } from "./model.gen.js";
export type ErrorCode = ClientErrorCode | CvmErrorCode | (string & {});
export class TencentCloudError extends Error {
    constructor(code: string, message: string, details: {
        advice: Advice;
        requestId?: string;
        action?: string;
        httpStatus?: number;
        attempts?: number;
        cause?: unknown;
        invalidIds?: TencentCloudError["invalidIds"];
        result?: FleetResult;
    });
    readonly code: ErrorCode;
    readonly requestId?: string;
    readonly action?: string;
    readonly httpStatus?: number;
    readonly advice: Advice;
    readonly retryable: boolean;
    readonly attempts?: number;
    readonly cause?: unknown;
    readonly invalidIds?: ReadonlyArray<{
        index: number;
        value: string;
    }>;
    readonly result?: FleetResult;
    readonly hint?: {
        readonly en: string;
        readonly zh: string;
    };
    toString(): string;
    toJSON(): object;
}
