import type { Instance } from "../api/types";

/** The state filter's choices. */
export const GROUPS = ["all", "stopped", "running", "changing", "other"] as const;
export type Group = (typeof GROUPS)[number];

export function isGroup(text: string): text is Group {
  return (GROUPS as readonly string[]).includes(text);
}

const GROUP_OF_STATE: Readonly<Record<string, Group>> = {
  STOPPED: "stopped",
  RUNNING: "running",
  PENDING: "changing",
  STARTING: "changing",
  STOPPING: "changing",
  REBOOTING: "changing",
  ENTER_RESCUE_MODE: "changing",
  EXIT_RESCUE_MODE: "changing",
  ENTER_SERVICE_LIVE_MIGRATE: "changing",
  SERVICE_LIVE_MIGRATE: "changing",
  EXIT_SERVICE_LIVE_MIGRATE: "changing",
};

export function groupOf(state: string): Group {
  return GROUP_OF_STATE[state] ?? "other";
}

/** The state from which each action can be taken. */
export const TAKEN_FROM = { StartInstances: "STOPPED" } as const;

export type SortKey = "name" | "state" | "zone" | "type";
export interface Sort {
  key: SortKey;
  descending: boolean;
}

const SORT_TEXT: Record<SortKey, (row: Instance) => string> = {
  name: (row) => row.InstanceName,
  state: (row) => row.InstanceState,
  zone: (row) => row.Placement?.Zone ?? "",
  type: (row) => row.InstanceType ?? "",
};

const collator = new Intl.Collator("en", { numeric: true });

function haystack(row: Instance): string {
  return [
    row.InstanceId,
    row.InstanceName,
    row.InstanceType ?? "",
    row.Placement?.Zone ?? "",
    ...(row.PrivateIpAddresses ?? []),
    ...(row.PublicIpAddresses ?? []),
    ...(row.Tags ?? []).map((tag) => `${tag.Key}:${tag.Value}`),
  ]
    .join(" ")
    .toLowerCase();
}

export interface View {
  items: readonly Instance[];
  group: Group;
  text: string;
  sort: Sort;
}

/** The rows that match every word of the search. */
export function matching({ items, text }: Pick<View, "items" | "text">): readonly Instance[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((row) => {
    const hay = haystack(row);
    return words.every((word) => hay.includes(word));
  });
}

/** What the table shows, in its order. */
export function visibleRows(view: View): readonly Instance[] {
  const { group, sort } = view;
  const rows = matching(view).filter((row) => group === "all" || groupOf(row.InstanceState) === group);
  const text = SORT_TEXT[sort.key];
  const sign = sort.descending ? -1 : 1;
  return rows.sort(
    (a, b) => sign * collator.compare(text(a), text(b)) || (a.InstanceId < b.InstanceId ? -1 : 1),
  );
}

/** How many of the rows that match the search each choice of the state filter would show. */
export function countGroups(rows: readonly Instance[]): Record<Group, number> {
  const counts: Record<Group, number> = { all: rows.length, stopped: 0, running: 0, changing: 0, other: 0 };
  for (const row of rows) counts[groupOf(row.InstanceState)] += 1;
  return counts;
}

export interface Plan {
  /** Those an action would be sent for, in the table's order. */
  take: readonly Instance[];
  /** Those it would not, counted by the state they are in. */
  skip: ReadonlyMap<string, number>;
}

/** Parts the selected rows into those that can be started and those that cannot. */
export function planStart(rows: readonly Instance[], selected: ReadonlySet<string>): Plan {
  const take: Instance[] = [];
  const skip = new Map<string, number>();
  for (const row of rows) {
    if (!selected.has(row.InstanceId)) continue;
    if (row.InstanceState === TAKEN_FROM.StartInstances) take.push(row);
    else skip.set(row.InstanceState, (skip.get(row.InstanceState) ?? 0) + 1);
  }
  return { take, skip };
}
