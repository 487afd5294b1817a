import type { Advice } from "./model.gen.js";

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
    },
  );
  /** The service's code, or a {@link ClientErrorCode}. */
  readonly code: string;
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
}
