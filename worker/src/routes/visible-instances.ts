import { type Instance, TencentCloudError } from "tencentcloud-edge";
import type { InstancePage, Pages } from "./instance-pages";

const PER_PAGE = 100;
const PARALLEL = 4;
const MAX_SCANS = 3;

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
  /** There are more instances than were scanned. */
  readonly partial: boolean;
}

async function scanOnce(pages: Pages, isVisible: (id: string) => boolean, max: number) {
  const found = new Map<string, Instance>();
  const keep = ({ items }: InstancePage) => {
    for (const item of items) if (isVisible(item.InstanceId)) found.set(item.InstanceId, item);
  };
  const at = (offset: number) => pages({ offset, limit: PER_PAGE });
  const first = await at(0);
  keep(first);
  let isConsistent = true;
  for (let offset = PER_PAGE; offset < Math.min(first.total, max); offset += PARALLEL * PER_PAGE) {
    const offsets = Array.from({ length: PARALLEL }, (_, index) => offset + index * PER_PAGE);
    const wanted = offsets.filter((start) => start < Math.min(first.total, max));
    const group = await Promise.all(wanted.map(at));
    group.forEach(keep);
    isConsistent &&= group.every(({ total }) => total >= first.total);
  }
  return { found: [...found.values()], partial: first.total > max, isConsistent };
}

/**
 * The instances that the caller may see, found by scanning the region, `max` instances at most. If the fleet shrinks
 * meanwhile, an instance may slip from one page to another unseen: the scan is then repeated.
 */
export async function scan(pages: Pages, isVisible: (id: string) => boolean, max: number): Promise<Scanned> {
  for (let scans = 1; ; scans++) {
    const { isConsistent, ...scanned } = await scanOnce(pages, isVisible, max);
    if (isConsistent || scans === MAX_SCANS) return scanned;
  }
}
