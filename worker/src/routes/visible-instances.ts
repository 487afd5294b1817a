import { type Instance, TencentCloudError } from "tencentcloud-edge";
import { LIMITS } from "#model";
import type { InstancePage, Pages } from "./instance-pages";

const PER_PAGE = LIMITS.described;
/* Each page begins with the last rows of the one before: a page that holds none of them shows that instances in front of it
   have ended, and that others have slipped past unseen. */
const OVERLAP = 10;
const PARALLEL = 4;
const MAX_SCANS = 3;
/* Pages are cached for a second, so that a scan right after another would read the same ones. */
const RESCAN_MS = 1_100;

const isNotFound = (cause: unknown) =>
  cause instanceof TencentCloudError && cause.code.startsWith("InvalidInstanceId");

/** Instances by their ids. Ids that do not exist are left out, even where the service refuses the whole request. */
export async function byIds(pages: Pages, ids: readonly string[]): Promise<Instance[]> {
  if (ids.length === 0) return [];
  if (ids.length > PER_PAGE) {
    const head = await byIds(pages, ids.slice(0, PER_PAGE));
    return [...head, ...(await byIds(pages, ids.slice(PER_PAGE)))];
  }
  try {
    return (await pages({ ids, offset: 0, limit: PER_PAGE })).items;
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
    const half = Math.floor(ids.length / 2);
    if (half === 0) return [];
    return [...(await byIds(pages, ids.slice(0, half))), ...(await byIds(pages, ids.slice(half)))];
  }
}

interface Scanned {
  readonly found: Instance[];
  /** There may be more that the caller may see: the region has more than were scanned, or changed during each scan. */
  readonly partial: boolean;
}

const overlaps = (page: InstancePage, before: InstancePage): boolean => {
  const ids = new Set(before.items.map(({ InstanceId }) => InstanceId));
  return page.items.some(({ InstanceId }) => ids.has(InstanceId));
};

async function readRegion(pages: Pages, max: number) {
  const at = (offset: number) => pages({ offset, limit: PER_PAGE });
  const read = [await at(0)];
  const total = read[0]?.total ?? 0;
  const step = PER_PAGE - OVERLAP;
  const rest = Math.max(0, Math.min(total, max) - PER_PAGE);
  const offsets = Array.from({ length: Math.ceil(rest / step) }, (_, index) => (index + 1) * step);
  for (let next = 0; next < offsets.length; next += PARALLEL)
    read.push(...(await Promise.all(offsets.slice(next, next + PARALLEL).map(at))));
  return { read, total };
}

async function scanOnce(pages: Pages, isVisible: (id: string) => boolean, max: number) {
  const { read, total } = await readRegion(pages, max);
  const found = new Map<string, Instance>();
  for (const { items } of read)
    for (const item of items) if (isVisible(item.InstanceId)) found.set(item.InstanceId, item);
  const isConsistent = read.every((page, index) => index === 0 || overlaps(page, read[index - 1] ?? page));
  return { found: [...found.values()], isWhole: total <= max, isConsistent };
}

/**
 * The instances that the caller may see, found by scanning the region, `max` instances at most. A scan during which
 * instances may have slipped from one page to another unseen is repeated.
 */
export async function scan(pages: Pages, isVisible: (id: string) => boolean, max: number): Promise<Scanned> {
  for (let scans = 1; ; scans++) {
    const { found, isWhole, isConsistent } = await scanOnce(pages, isVisible, max);
    if (isConsistent || scans === MAX_SCANS) return { found, partial: !isWhole || !isConsistent };
    await new Promise((resolve) => setTimeout(resolve, RESCAN_MS));
  }
}
