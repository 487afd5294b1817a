import type { CvmErrorCode } from "./cvm.gen.js";
import type { FleetResult } from "./fleet.js";
import type { Advice, ClientErrorCode } from "./model.gen.js";

/** The codes that are known, and any other. */
export type ErrorCode = ClientErrorCode | CvmErrorCode | (string & {});

/** The one error of this package. */
export class TencentCloudError extends Error {
  constructor(
    code: string,
    message: string,
    details: {
      advice: Advice;
      requestId?: string;
      action?: string;
      httpStatus?: number;
      attempts?: number;
      cause?: unknown;
      invalidIds?: TencentCloudError["invalidIds"];
      result?: FleetResult;
    },
  );
  /** The service's code, or a {@link ClientErrorCode}; the service adds codes at any time. */
  readonly code: ErrorCode;
  readonly requestId?: string;
  readonly action?: string;
  readonly httpStatus?: number;
  /** What to do about it. */
  readonly advice: Advice;
  /** The same request may succeed later: `advice` is `retry` or `wait`. */
  readonly retryable: boolean;
  /** How often the call was tried. */
  readonly attempts?: number;
  readonly cause?: unknown;
  /** For `Client.InvalidInstanceId`: all of them; the message shows the first 20. */
  readonly invalidIds?: ReadonlyArray<{ index: number; value: string }>;
  /** For `Client.SomeFailed`: what became of all instances. */
  readonly result?: FleetResult;
  /**
   * What to look at where the cause can be told: white space round a key, a service written otherwise, a clock, a page that
   * calls the API, which answers none.
   */
  readonly hint?: { readonly en: string; readonly zh: string };
  /** `"AuthFailure.SignatureExpire: ..."`: the code, then the message. */
  toString(): string;
  /** Every member and the message, without the cause. Members that are not known are left out, here and in the error. */
  toJSON(): object;
}
