import { describeInstances, findInstances } from "../../index.js";
import { regionsOf } from "../connection/regions.js";
import { usage } from "../exit.js";
import { readIds } from "./read-ids.js";
import { EVERYTHING, selectOf } from "./select.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../connection/connection.js").Connection} Connection */
/** @typedef {import("./read-ids.js").Named} Named */
/** @typedef {{region: string, ids: string[]}} Chosen */

/**
 * The instances that the arguments and options select, by region. What names and what narrows must both hold.
 * @param {Invocation} invocation
 * @param {Connection} connection
 * @returns {Promise<Chosen[]>} each id once; a region that has none is there with none
 * @throws {import("../exit.js").CliError} where nothing selects
 */
export async function chooseInstances(invocation, connection) {
  const named = await namedIn(invocation);
  const select = selectOf(invocation.values);
  if (named === undefined && select === undefined) throw nothing();
  const regions = await regionsFor(invocation, connection, named);
  const excluded = new Set(invocation.values.exclude);
  if (named === undefined) return found(connection, regions, select ?? EVERYTHING);
  const wanted = named.filter(({ id }) => !excluded.has(id));
  tellLeftOut(invocation, wanted, regions);
  const placed = await place(connection, regions, wanted);
  if (select === undefined && invocation.values["exclude-tag"] === undefined) return placed;
  const narrowing = select ?? selectOf({ ...invocation.values, all: true }) ?? EVERYTHING;
  const narrowed = await found(connection, regions, narrowing);
  const kept = placed.map(({ region, ids }) => {
    const selected = new Set(narrowed.find((one) => one.region === region)?.ids);
    return { region, ids: ids.filter((id) => selected.has(id)) };
  });
  const all = new Set(kept.flatMap(({ ids }) => ids));
  const rest = placed.flatMap(({ ids }) => ids).filter((id) => !all.has(id));
  tellNarrowed(invocation, rest);
  return kept;
}

/** So many ids are shown. */
const SHOWN_IDS = 5;

/** @param {Invocation} invocation @param {string[]} rest */
function tellNarrowed({ tell, say }, rest) {
  if (rest.length === 0) return;
  const ids = `${rest.slice(0, SHOWN_IDS).join(" ")}${rest.length > SHOWN_IDS ? " …" : ""}`;
  tell(
    say({
      en: `Left out, because the other options do not select them or the region does not have them: ${rest.length} (${ids}).`,
      zh: `已排除 ${rest.length} 台（${ids}）：其他选项未选中，或该地域没有这些实例。`,
    }),
  );
}

/** @param {Invocation} invocation @param {Named[]} wanted @param {string[]} regions */
function tellLeftOut({ warn, say }, wanted, regions) {
  const elsewhere = wanted.filter(({ region }) => region !== undefined && !regions.includes(region));
  if (elsewhere.length === 0) return;
  const places = [...new Set(elsewhere.map(({ region }) => region))].join(", ");
  warn(
    say({
      en: `${elsewhere.length} of ${wanted.length} instances are in ${places} by --from, not in --region, and are left out.`,
      zh: `${wanted.length} 台实例中有 ${elsewhere.length} 台按 --from 位于 ${places}，不在 --region 之内，已排除。`,
    }),
  );
}

/**
 * Ids as arguments, and those of --from; where both are given, only what both name.
 * @param {Invocation} invocation
 * @returns {Promise<Named[] | undefined>}
 */
export async function namedIn({ args, values, io }) {
  for (const arg of args) {
    if (!/^ins-[0-9a-z]+$/.test(arg)) {
      throw usage(
        `The argument ${arg} is no instance id: ids look like ins-1a2b3c4d. Names are selected with --name.`,
        `参数 ${arg} 不是实例 ID：ID 形如 ins-1a2b3c4d。按名称选择请使用 --name。`,
      );
    }
  }
  const fromFile = values.from === undefined ? undefined : await readIds(values.from, io.stdin);
  const given = args.length === 0 ? undefined : args.map((id) => ({ id }));
  if (given === undefined || fromFile === undefined) return unique(given ?? fromFile);
  const both = new Set(args);
  return unique(fromFile.filter(({ id }) => both.has(id)));
}

/** @param {Named[] | undefined} named */
const unique = (named) => named && [...new Map(named.map((one) => [one.id, one])).values()];

/**
 * Where each instance names its region, that is where it is looked for, unless --region says more.
 * @param {Invocation} invocation
 * @param {Connection} connection
 * @param {Named[] | undefined} named
 */
async function regionsFor(invocation, connection, named) {
  const own = new Set(named?.map(({ region }) => region));
  if (invocation.values.region === undefined && own.size > 0 && !own.has(undefined)) {
    return /** @type {string[]} */ ([...own]);
  }
  return regionsOf(invocation, connection);
}

/** @param {Connection} connection @param {string[]} regions @param {import("./select.js").Select} select @returns {Promise<Chosen[]>} */
const found = (connection, regions, select) =>
  Promise.all(
    regions.map(async (region) => {
      const ids = [];
      const options = { ...connection.options("cvm"), region };
      for await (const { InstanceId } of findInstances(select, options)) ids.push(InstanceId);
      return { region, ids };
    }),
  );

/**
 * Which region each named instance is in: what it says itself; the only one; or the one that knows it. One that none knows
 * stays in the first, where it will be told so.
 * @param {Connection} connection
 * @param {string[]} regions
 * @param {Named[]} named
 * @returns {Promise<Chosen[]>}
 */
async function place(connection, regions, named) {
  const open = named.filter(({ region }) => region === undefined).map(({ id }) => id);
  /** @type {Map<string, string>} */
  const places = new Map(named.map(({ id, region }) => [id, region ?? /** @type {string} */ (regions[0])]));
  if (regions.length > 1 && open.length > 0) {
    await Promise.all(
      regions.map(async (region) => {
        const options = { ...connection.options("cvm"), region, instanceIds: open };
        for await (const { InstanceId } of describeInstances(options)) places.set(InstanceId, region);
      }),
    );
  }
  return regions.map((region) => ({
    region,
    ids: [...places].filter(([, place]) => place === region).map(([id]) => id),
  }));
}

const nothing = () =>
  usage(
    "Nothing is selected: give ids, --from FILE, --tag, --name, --zone, --type, --state or --filter; --all means every instance of the region.",
    "没有选择任何实例：请给出 ID、--from FILE、--tag、--name、--zone、--type、--state 或 --filter；--all 表示该地域的全部实例。",
  );
