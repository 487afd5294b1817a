import type { Cloud } from "../cloud/client";

/** Simultaneous connections that an invocation may hold. */
export const MAX_IN_FLIGHT = 6;
/* The smallest plan allows an invocation 50 subrequests. */
const MAX_SUBREQUESTS = 50;
/* What may still follow once no more is sent: each request in flight is lost and has a connection tried; and credentials are
   asked for, twice and with a connection tried, and then one to the host itself. */
const RESERVED = MAX_IN_FLIGHT + 4;

/** How many more subrequests a slice may make. */
export class SubrequestBudget {
  readonly #cloud: Pick<Cloud, "overhead">;
  readonly #overheadAtStart: number;
  #spent = 0;

  constructor(cloud: Pick<Cloud, "overhead">) {
    this.#cloud = cloud;
    this.#overheadAtStart = cloud.overhead;
  }

  spend(): void {
    this.#spent += 1;
  }

  /** Requests that may still be sent. */
  left(): number {
    const overhead = this.#cloud.overhead - this.#overheadAtStart;
    return MAX_SUBREQUESTS - RESERVED - this.#spent - overhead;
  }
}
