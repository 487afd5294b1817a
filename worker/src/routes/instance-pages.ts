import { call, type Instance } from "tencentcloud-edge";
import type { Reply } from "../cloud/client";
import type { PageQuery } from "../fleet/api";
import { HttpProblem, redact } from "../http/problem";
import { type Caller, type FleetStub, secretsOf } from "./caller";

/* For all pages of one request together. */
const DEADLINE_MS = 15_000;

export interface InstancePage {
  readonly items: Instance[];
  readonly total: number;
}

/** Asks for one page of the region's instances. */
export type Pages = (query: Omit<PageQuery, "language">) => Promise<InstancePage>;

const timedOut = (pagesRead: number) =>
  new HttpProblem(
    504,
    "Gateway.Timeout",
    pagesRead === 0
      ? `The cloud did not answer within ${DEADLINE_MS / 1_000} s. Nothing was changed; list again in a few seconds.`
      : `The list was not complete within ${DEADLINE_MS / 1_000} s: ${pagesRead} pages were read for a token that may see ` +
          "only some instances. Nothing was changed; list again in a few seconds, or have the gateway scan fewer " +
          "(MAX_SCANNED_INSTANCES).",
    { headers: { "retry-after": "5" } },
  );

const busy = () =>
  new HttpProblem(
    503,
    "Gateway.Busy",
    "Too many lists of this region are requested at once; try again shortly.",
    {
      headers: { "retry-after": "1" },
    },
  );

const unreachable = (reason: string) =>
  new HttpProblem(502, "Client.Network", `The cloud could not be reached: ${reason}`, {
    headers: { "retry-after": "1" },
  });

const isInstance = (value: unknown): value is Instance =>
  typeof value === "object" && value !== null && typeof (value as Instance).InstanceId === "string";

const isPage = (value: unknown): value is { TotalCount: number; InstanceSet: Instance[] } => {
  const { TotalCount, InstanceSet } = (value ?? {}) as Record<string, unknown>;
  const isCount = Number.isSafeInteger(TotalCount) && Number(TotalCount) >= 0;
  return isCount && Array.isArray(InstanceSet) && InstanceSet.every(isInstance);
};

function responseOf({ body }: Reply): Record<string, unknown> | undefined {
  try {
    const { Response: response } = JSON.parse(body) ?? {};
    return typeof response === "object" && response !== null ? response : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Throws what a reply that is no page means, as the package interprets it. `call` would wait for a slot of DescribeInstances
 * and repeat what is throttled, though nothing leaves here: an action that is in no model has no pace.
 */
async function throwReplyError(reply: Reply, region: string): Promise<never> {
  const secret = "unused-because-nothing-is-sent";
  await call(
    { service: "cvm", version: "2017-03-12", action: "InterpretReply", region, payload: {} },
    {
      region,
      credentials: { secretId: secret, secretKey: secret },
      fetch: async () => new Response(reply.body, { status: reply.status }),
      retry: false,
    },
  );
  throw new HttpProblem(
    502,
    "Gateway.BadReply",
    "The cloud's reply holds no TotalCount and InstanceSet of instances.",
  );
}

async function readReply(reply: Reply, region: string): Promise<InstancePage> {
  const response = reply.status === 200 ? responseOf(reply) : undefined;
  if (!response || response.Error || !isPage(response)) return throwReplyError(reply, region);
  return { items: response.InstanceSet, total: response.TotalCount };
}

/** Reads pages through the object of the region, all within one deadline. */
export function readPages(caller: Caller, fleet: FleetStub, region: string, language: string): Pages {
  const endMs = Date.now() + DEADLINE_MS;
  let pagesRead = 0;
  const poll = async (query: PageQuery) => {
    while (Date.now() < endMs) {
      const result = await fleet.page(query, region, caller.principal.name);
      if (result.kind !== "pending") return result;
    }
    throw timedOut(pagesRead);
  };
  return async (query) => {
    const result = await poll({ ...query, language });
    if (result.kind === "reply") {
      pagesRead += 1;
      return readReply(result.reply, region);
    }
    if (result.kind === "busy") throw busy();
    throw unreachable(redact(result.reason, secretsOf(caller)));
  };
}
