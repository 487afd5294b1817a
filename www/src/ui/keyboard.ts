import type { Instance } from "../api/types";
import type { Actions } from "../app/actions";

const MOVES: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** Arrows, Home and End move between rows, with Shift they select; Ctrl+A selects all shown, Escape none. */
export function tableKeys(event: KeyboardEvent, rows: readonly Instance[], act: Actions): void {
  const nextIndex = MOVES[event.key];
  if (nextIndex) move(event, rows, nextIndex, act);
  else if (!selectionKeys(event, act)) return;
  event.preventDefault();
}

/** @returns whether it was one of them */
function selectionKeys(event: KeyboardEvent, act: Actions): boolean {
  if (event.key === "a" && (event.ctrlKey || event.metaKey)) act.selectAll(true);
  else if (event.key === "Escape") act.selectAll(false);
  else return false;
  return true;
}

function move(
  event: KeyboardEvent,
  rows: readonly Instance[],
  nextIndex: (index: number, last: number) => number,
  act: Actions,
): void {
  const body = event.currentTarget as HTMLElement;
  const from = (event.target as HTMLElement).closest<HTMLElement>("tr")?.dataset.id;
  const index = rows.findIndex((row) => row.InstanceId === from);
  const next = rows[nextIndex(index, rows.length - 1)];
  if (!next) return;
  act.focusRow(next.InstanceId, event.shiftKey);
  body.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(next.InstanceId)}"] input`)?.focus();
}

const TABLE = "table:has(tr[data-id])";
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, dialog *";

/**
 * `/` moves to the search box unless something is being typed; Escape there empties it. Where nothing has the focus, as after
 * loading, and the table is shown, the keys of its selection are the table's.
 */
export function pageKeys(event: KeyboardEvent, act: Actions): void {
  const target = event.target as HTMLElement;
  if (target === document.body && document.querySelector(TABLE) && selectionKeys(event, act)) {
    event.preventDefault();
    return;
  }
  if (event.key === "Escape" && target.id === "search") {
    event.preventDefault();
    act.search("");
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.matches(TYPING)) return;
  const search = document.getElementById("search");
  if (!search) return;
  event.preventDefault();
  search.focus();
}
