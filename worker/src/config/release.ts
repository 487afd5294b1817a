import type { Env } from "./env";

/** Which release of the gateway this is: the platform's id of the deployed version, or RELEASE where there is none. */
export const releaseOf = ({ CF_VERSION_METADATA, RELEASE }: Env): string =>
  CF_VERSION_METADATA?.id ?? RELEASE ?? "unnamed";
