import { call, type Instance } from "tencentcloud-edge";
import type { Reply } from "../cloud/client";
import type { PageQuery } from "../fleet/listing";
import type { FleetObject } from "../fleet/object";
import { HttpProblem, tame } from "../http/problem";
import { type Caller, secretsOf } from "./caller";

/* All pages of one request together. */
const DEADLINE_MS = 15_000;

export interface InstancePage {
  readonly items: Instance[];
  readonly total: number;
}

/** Asks for one page of the region's instances. */
export type Pages = (query: Omit<PageQuery, "language">) => Promise<InstancePage>;

const timedOut = () =>
  new HttpProblem(
    504,
    "Gateway.Timeout",
    `The cloud did not answer within ${DEADLINE_MS / 1_000} s. Nothing was changed; list again in a few seconds.`,
    { headers: { "retry-after": "5" } },
  );

const busy = () =>
  new HttpProblem(503, "Gateway.Busy", "Too many lists of this region are asked for; try again shortly.", {
    headers: { "retry-after": "1" },
  });

const isPage = (value: unknown): value is { TotalCount: number; InstanceSet: Instance[] } => {
  const { TotalCount, InstanceSet } = (value ?? {}) as Record<string, unknown>;
  return Number.isInteger(TotalCount) && Array.isArray(InstanceSet);
};

function responseOf({ body }: Reply): Record<string, unknown> | undefined {
  try {
    const { Response: response } = JSON.parse(body) ?? {};
    return typeof response === "object" && response !== null ? response : undefined;
  } catch {
    return undefined;
  }
}

/** The package judges a reply that is no page: it throws what such a reply means. */
async function judge(reply: Reply, region: string): Promise<never> {
  const secret = "not-a-key-nothing-is-sent";
  await call(
    { service: "cvm", version: "2017-03-12", action: "DescribeInstances", region, payload: {} },
    {
      region,
      credentials: { secretId: secret, secretKey: secret },
      fetch: async () => new Response(reply.body, { status: reply.status }),
      retry: { attempts: 1 },
    },
  );
  throw new HttpProblem(502, "Gateway.BadReply", "The cloud's reply holds no InstanceSet and TotalCount.");
}

async function readReply(reply: Reply, region: string): Promise<InstancePage> {
  const response = reply.status === 200 ? responseOf(reply) : undefined;
  if (!response || response.Error || !isPage(response)) return judge(reply, region);
  return { items: response.InstanceSet, total: response.TotalCount };
}

/** Pages by way of the object of the region, all within one deadline. */
export function readPages(
  caller: Caller,
  fleet: DurableObjectStub<FleetObject>,
  region: string,
  language: string,
): Pages {
  const endMs = Date.now() + DEADLINE_MS;
  const ask = async (query: PageQuery) => {
    while (Date.now() < endMs) {
      const answer = await fleet.page(query, region);
      if (answer.kind !== "pending") return answer;
    }
    throw timedOut();
  };
  return async (query) => {
    const answer = await ask({ ...query, language });
    if (answer.kind === "reply") return readReply(answer.reply, region);
    if (answer.kind === "busy") throw busy();
    throw new HttpProblem(
      502,
      "Client.Network",
      `The cloud could not be reached: ${tame(answer.reason, secretsOf(caller))}`,
      { headers: { "retry-after": "1" } },
    );
  };
}
