import { TRANSITIONS } from "#model";
import type { Instance } from "../api/types";

/** The choices of the state filter. */
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

/** The states that an instance may be started in. */
const STARTABLE_STATES: readonly string[] = TRANSITIONS.StartInstances.from;

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

function searchText(row: Instance): string {
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

/** The instances and how they are filtered and sorted. */
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
    const rowText = searchText(row);
    return words.every((word) => rowText.includes(word));
  });
}

/** The rows of the table, in its order. */
export function visibleRows(view: View): readonly Instance[] {
  const { group, sort } = view;
  const rows = matching(view).filter((row) => group === "all" || groupOf(row.InstanceState) === group);
  const text = SORT_TEXT[sort.key];
  const sign = sort.descending ? -1 : 1;
  return rows.sort(
    (a, b) => sign * collator.compare(text(a), text(b)) || (a.InstanceId < b.InstanceId ? -1 : 1),
  );
}

/** For each choice of the state filter, how many of the rows it would show. */
export function countGroups(rows: readonly Instance[]): Record<Group, number> {
  const counts: Record<Group, number> = { all: rows.length, stopped: 0, running: 0, changing: 0, other: 0 };
  for (const row of rows) counts[groupOf(row.InstanceState)] += 1;
  return counts;
}

/** The selected rows, by whether they can be started. */
export interface StartSelection {
  /** In the table's order. */
  startable: readonly Instance[];
  /** The number of the others, by state. */
  skipped: ReadonlyMap<string, number>;
}

export function splitForStart(rows: readonly Instance[], selected: ReadonlySet<string>): StartSelection {
  const startable: Instance[] = [];
  const skipped = new Map<string, number>();
  for (const row of rows) {
    if (!selected.has(row.InstanceId)) continue;
    if (STARTABLE_STATES.includes(row.InstanceState)) startable.push(row);
    else skipped.set(row.InstanceState, (skipped.get(row.InstanceState) ?? 0) + 1);
  }
  return { startable, skipped };
}
