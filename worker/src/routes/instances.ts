import { type ApiRequest, call, type Filter, type Instance } from "tencentcloud-edge";
import { chooseAccount } from "../auth/account";
import type { Principal } from "../auth/authenticate";
import { allowsInstance, refuseAction } from "../auth/scopes";
import type { Config } from "../config/config";
import { readCursor, writeCursor } from "../http/cursor";
import { badField, HttpProblem } from "../http/problem";
import { checkRegion } from "../jobs/request";

const ACTION = "DescribeInstances";
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 100;
const FIELDS: readonly string[] = ["account", "region", "state", "q", "cursor", "limit"];
const INSTANCE_ID = /^ins-[a-z0-9]{8}$/;
const STATE = /^[A-Z_]{3,40}$/;
const MAX_QUERY = 128;

interface Page {
  readonly items: Instance[];
  /** How many the cloud counts for this query, before this token's scope "instances" is applied. */
  readonly total: number;
  readonly cursor?: string;
}

type Query = Record<string, string>;

function readLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw badField("limit", `must be a whole number from 1 to ${MAX_LIMIT}`);
}

/* A whole id is looked up exactly; anything else is the service's own search in names. */
function filtersOf({ state, q }: Query): Filter[] {
  const filters: Filter[] = [];
  if (state) {
    if (!STATE.test(state)) throw badField("state", "must be an instance state, like STOPPED");
    filters.push({ Name: "instance-state", Values: [state] });
  }
  const text = q?.trim();
  if (text) {
    if (text.length > MAX_QUERY) throw badField("q", `must not be longer than ${MAX_QUERY} characters`);
    filters.push({ Name: INSTANCE_ID.test(text) ? "instance-id" : "instance-name", Values: [text] });
  }
  return filters;
}

/**
 * One page of the instances of a region.
 *
 * @throws HttpProblem 400 for the query, 403 for the token; TencentCloudError from the cloud
 */
export async function listInstances(query: Query, principal: Principal, config: Config): Promise<Page> {
  for (const name of Object.keys(query))
    if (!FIELDS.includes(name))
      throw badField(name.slice(0, 100), `is not a parameter of this list; they are ${FIELDS.join(", ")}`);
  const account = chooseAccount(config, principal.scopes, query.account);
  const region = checkRegion(query.region, account);
  const refusal = refuseAction(principal.scopes, ACTION, region);
  if (refusal)
    throw new HttpProblem(403, "Gateway.Forbidden", refusal.detail, { members: { scope: refusal.scope } });
  const limit = readLimit(query.limit);
  const filters = filtersOf(query);
  const [offset = 0] = readCursor(query.cursor, ["number"]) ?? [];
  const request: ApiRequest = {
    service: "cvm",
    version: "2017-03-12",
    action: ACTION,
    region,
    language: "en-US",
    payload: { ...(filters.length > 0 && { Filters: filters }), Offset: Number(offset), Limit: limit },
    ...(config.endpoint && { endpoint: config.endpoint }),
  };
  const reply = await call<{ TotalCount: number; InstanceSet: Instance[] }>(request, {
    credentials: account.credentials,
    accountKey: account.name,
    region,
  });
  const end = Number(offset) + reply.InstanceSet.length;
  return {
    items: reply.InstanceSet.filter(({ InstanceId }) => allowsInstance(principal.scopes, InstanceId)),
    total: reply.TotalCount,
    ...(end < reply.TotalCount && reply.InstanceSet.length > 0 && { cursor: writeCursor([end]) }),
  };
}
