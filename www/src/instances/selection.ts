/** Which rows are selected. `anchor`: where a range begins; `focus`: the row from which the arrow keys move. */
export interface Selection {
  ids: ReadonlySet<string>;
  anchor: string | null;
  focus: string | null;
}

function range(order: readonly string[], from: string, to: string): readonly string[] {
  const a = order.indexOf(from);
  const b = order.indexOf(to);
  if (a < 0 || b < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function changed(ids: ReadonlySet<string>, which: readonly string[], on: boolean): Set<string> {
  const next = new Set(ids);
  for (const id of which) {
    if (on) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** After a click or Space on row `id`; with Shift every row from the anchor on gets the same value as that row. */
export function toggled(
  selection: Selection,
  order: readonly string[],
  id: string,
  asRange: boolean,
): Selection {
  const on = !selection.ids.has(id);
  const which = asRange && selection.anchor !== null ? range(order, selection.anchor, id) : [id];
  return { ids: changed(selection.ids, which, on), anchor: id, focus: id };
}

/** After an arrow key moved the focus to row `id`; with `extend` (Shift) the range from the anchor is resized to it. */
export function moved(
  selection: Selection,
  order: readonly string[],
  id: string,
  extend: boolean,
): Selection {
  if (!extend) return { ...selection, focus: id, anchor: id };
  const anchor = selection.anchor ?? selection.focus ?? id;
  const before = selection.focus === null ? [] : range(order, anchor, selection.focus);
  const ids = changed(changed(selection.ids, before, false), range(order, anchor, id), true);
  return { ids, anchor, focus: id };
}

export function setAll(selection: Selection, ids: readonly string[]): Selection {
  return { ...selection, ids: new Set(ids), anchor: null };
}
