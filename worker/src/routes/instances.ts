import type { Filter, Instance } from "tencentcloud-edge";
import type { InstancesPage } from "tencentcloud-edge/gateway";
import { LIMITS } from "#model";
import { chooseAccount } from "../auth/account";
import { allowsEveryInstance, allowsInstance, checkAction, type Scopes } from "../auth/scopes";
import { readCursor, writeCursor } from "../http/cursor";
import { languageOf } from "../http/language";
import { badField } from "../http/problem";
import { type Query, readLimit, readQuery } from "../http/query";
import { checkRegion } from "../jobs/request";
import { assertAllowed, awakeFleetOf, type Caller } from "./caller";
import { type InstancePage, type Pages, readPages } from "./instance-pages";
import { byIds, scan } from "./visible-instances";

const ACTION = "DescribeInstances";
const MAX_LIMIT = LIMITS.page;
const FIELDS: readonly string[] = ["account", "region", "state", "q", "cursor", "limit"];
const INSTANCE_ID = /^ins-[a-z0-9]{8}$/;
const STATE = /^[A-Z_]{3,40}$/;
const MAX_QUERY = 128;

/** The search terms. */
interface Search {
  readonly state?: string;
  readonly id?: string;
  readonly name?: string;
}

function readSearch({ state, q }: Query): Search {
  if (state !== undefined && !STATE.test(state))
    throw badField("state", "must be an instance state, like STOPPED");
  const text = q?.trim();
  if (text !== undefined && text.length > MAX_QUERY)
    throw badField("q", `must not be longer than ${MAX_QUERY} characters`);
  return {
    ...(state && { state }),
    ...(text && (INSTANCE_ID.test(text) ? { id: text } : { name: text })),
  };
}

/** The search as filters of the service. */
function filtersOf({ state, id, name }: Search): Filter[] {
  const named = { "instance-state": state, "instance-id": id, "instance-name": name };
  return Object.entries(named).flatMap(([Name, value]) => (value ? [{ Name, Values: [value] }] : []));
}

/** The same search, applied here. */
const matches =
  ({ state, id, name }: Search) =>
  (instance: Instance): boolean =>
    (state === undefined || instance.InstanceState === state) &&
    (id === undefined || instance.InstanceId === id) &&
    (name === undefined || String(instance.InstanceName ?? "").includes(name));

function cutPage(all: readonly Instance[], offset: number, limit: number): InstancesPage {
  const end = offset + limit;
  return {
    items: all.slice(offset, end),
    total: all.length,
    ...(end < all.length && { cursor: writeCursor([end]) }),
  };
}

async function servicePage(
  pages: Pages,
  search: Search,
  offset: number,
  limit: number,
): Promise<InstancesPage> {
  const { items, total }: InstancePage = await pages({ filters: filtersOf(search), offset, limit });
  const end = offset + items.length;
  return { items, total, ...(end < total && items.length > 0 && { cursor: writeCursor([end]) }) };
}

/* What a token may not see is neither counted nor searched. */
async function visiblePage(
  pages: Pages,
  scopes: Scopes,
  maxScanned: number,
  search: Search,
  offset: number,
  limit: number,
): Promise<InstancesPage> {
  if (allowsEveryInstance(scopes)) return servicePage(pages, search, offset, limit);
  const isLiteral = scopes.instances.every((pattern) => !pattern.includes("*"));
  const ids = scopes.instances.filter((id) => INSTANCE_ID.test(id));
  const { found, partial } = isLiteral
    ? { found: await byIds(pages, ids), partial: false }
    : await scan(pages, (id) => allowsInstance(scopes, id), maxScanned);
  return { ...cutPage(found.filter(matches(search)), offset, limit), ...(partial && { partial }) };
}

/**
 * One page of the instances of a region.
 *
 * @throws HttpProblem 400 for the query, 403 for the token, 502 to 504 for the cloud; TencentCloudError from the cloud
 */
export async function listInstances(caller: Caller, request: Request): Promise<InstancesPage> {
  const query = readQuery(request, FIELDS);
  const { config, principal } = caller;
  const account = chooseAccount(config, principal.scopes, query.account);
  const region = checkRegion(query.region, account);
  assertAllowed(checkAction(principal.scopes, ACTION, region));
  const limit = readLimit(query.limit, MAX_LIMIT, MAX_LIMIT);
  const search = readSearch(query);
  const [offset = 0] = readCursor(query.cursor, ["number"]) ?? [];
  const pages = readPages(
    caller,
    await awakeFleetOf(caller, account.name, region),
    region,
    languageOf(request),
  );
  const { scannedInstances } = config.limits;
  return visiblePage(pages, principal.scopes, scannedInstances, search, Number(offset), limit);
}
