import type { Env } from "./env";

/** The release of the gateway: the platform's id of the deployed version, or RELEASE where there is none. */
export const releaseOf = ({ CF_VERSION_METADATA, RELEASE }: Env): string =>
  CF_VERSION_METADATA?.id ?? RELEASE ?? "unnamed";
