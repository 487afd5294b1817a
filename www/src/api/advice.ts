import { adviceIfKnown } from "#advice";
import type { Advice, Problem } from "./types";

/** Codes of the gateway in which the model has no part. */
const OWN: Readonly<Record<string, Advice>> = {
  "Gateway.Forbidden": "fix-permissions",
  "Gateway.NotConfigured": "give-up",
};

/** The advice for a failed request of this page: the gateway's, else that of the code, else that of the status. */
export function adviceFor({ advice, code, status }: Problem): Advice {
  const known = advice ?? OWN[code] ?? adviceIfKnown(code);
  if (known) return known;
  return status >= 500 || code.startsWith("Page.") ? "retry" : "fix-request";
}
