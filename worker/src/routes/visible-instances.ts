import { type Instance, TencentCloudError } from "tencentcloud-edge";
import type { InstancePage, Pages } from "./instance-pages";

const PER_PAGE = 100;
const PARALLEL = 4;
const MOST_SCANS = 3;

const isNotThere = (cause: unknown) =>
  cause instanceof TencentCloudError && cause.code.startsWith("InvalidInstanceId");

/** Instances by their ids; an id that is not there is left out, whatever the service says to it. */
export async function byIds(pages: Pages, ids: readonly string[]): Promise<Instance[]> {
  if (ids.length === 0) return [];
  if (ids.length > PER_PAGE) {
    const head = await byIds(pages, ids.slice(0, PER_PAGE));
    return [...head, ...(await byIds(pages, ids.slice(PER_PAGE)))];
  }
  try {
    return (await pages({ ids, offset: 0, limit: PER_PAGE })).items;
  } catch (cause) {
    if (!isNotThere(cause)) throw cause;
    const half = Math.floor(ids.length / 2);
    if (half === 0) return [];
    return [...(await byIds(pages, ids.slice(0, half))), ...(await byIds(pages, ids.slice(half)))];
  }
}

interface Scanned {
  readonly found: Instance[];
  /** There are more than were looked through. */
  readonly partial: boolean;
}

async function scanOnce(pages: Pages, isVisible: (id: string) => boolean, most: number) {
  const found = new Map<string, Instance>();
  const keep = ({ items }: InstancePage) => {
    for (const item of items) if (isVisible(item.InstanceId)) found.set(item.InstanceId, item);
  };
  const at = (offset: number) => pages({ offset, limit: PER_PAGE });
  const first = await at(0);
  keep(first);
  let isWhole = true;
  for (let offset = PER_PAGE; offset < Math.min(first.total, most); offset += PARALLEL * PER_PAGE) {
    const offsets = Array.from({ length: PARALLEL }, (_, index) => offset + index * PER_PAGE);
    const wanted = offsets.filter((start) => start < Math.min(first.total, most));
    const group = await Promise.all(wanted.map(at));
    group.forEach(keep);
    isWhole &&= group.every(({ total }) => total >= first.total);
  }
  return { found: [...found.values()], partial: first.total > most, isWhole };
}

/**
 * All instances the caller may see, found by looking through all there are, `most` at most. While the fleet shrinks a
 * page may slip: it is looked through again.
 */
export async function scan(pages: Pages, isVisible: (id: string) => boolean, most: number): Promise<Scanned> {
  for (let scans = 1; ; scans++) {
    const { isWhole, ...scanned } = await scanOnce(pages, isVisible, most);
    if (isWhole || scans === MOST_SCANS) return scanned;
  }
}
