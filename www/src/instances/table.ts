import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Instance } from "../api/types";
import type { Actions } from "../app/actions";
import type { State } from "../app/state";
import type { Texts } from "../i18n";
import { tableKeys } from "../ui/keyboard";
import { latestOutcomes, row } from "./row";
import type { Sort, SortKey } from "./rows";

const SKELETON = Array.from(
  { length: 8 },
  () => html`<tr class="skeleton" aria-hidden="true"><td colspan="7"><span class="bar"></span></td></tr>`,
);

/** The instances of a region. `rows` are those that pass the filter, in order. */
export function table(state: State, rows: readonly Instance[], t: Texts, act: Actions): TemplateResult {
  const isLoading = state.loadedAt === null && !state.refreshProblem;
  return html`<div class="scroll">
    <table aria-describedby="keys" aria-busy=${isLoading}>
      ${head(state, rows, t, act)}
      <tbody @keydown=${(event: KeyboardEvent) => tableKeys(event, rows, act)}>
        ${isLoading ? SKELETON : body(state, rows, t, act)}
      </tbody>
    </table>
    ${emptyText(state, rows, t, act)}
  </div>`;
}

function head(state: State, rows: readonly Instance[], t: Texts, act: Actions): TemplateResult {
  const { size } = state.selection.ids;
  const allSelected = rows.length > 0 && size === rows.length;
  return html`<thead>
    <tr>
      <th class="pick" scope="col">
        <input
          type="checkbox"
          aria-label=${t.selectAll}
          title=${t.selectAll}
          .checked=${live(allSelected)}
          .indeterminate=${live(size > 0 && !allSelected)}
          ?disabled=${rows.length === 0}
          @change=${(event: globalThis.Event) => act.selectAll((event.target as HTMLInputElement).checked)}
        />
      </th>
      ${sortable("name", state.sort, t, act)} ${sortable("state", state.sort, t, act)}
      ${sortable("zone", state.sort, t, act)} ${sortable("type", state.sort, t, act)}
      <th class="wide" scope="col">${t.addresses}</th>
      <th class="wide" scope="col">${t.tags}</th>
    </tr>
  </thead>`;
}

function body(state: State, rows: readonly Instance[], t: Texts, act: Actions) {
  const { ids, focus } = state.selection;
  const tabStop = focus ?? rows[0]?.InstanceId ?? null;
  const outcomes = latestOutcomes(state.jobs);
  return repeat(
    rows,
    ({ InstanceId: id }) => id,
    (instance) => {
      const id = instance.InstanceId;
      const options = { selected: ids.has(id), tabStop: id === tabStop, outcome: outcomes.get(id) };
      return row(instance, options, t, act);
    },
  );
}

function sortable(key: SortKey, sort: Sort, t: Texts, act: Actions): TemplateResult {
  const direction = sort.key === key ? (sort.descending ? "descending" : "ascending") : "none";
  return html`<th scope="col" class="col-${key}" aria-sort=${direction}>
    <button class="sort" @click=${() => act.sort(key)}>${t.columns[key]}<i aria-hidden="true"></i></button>
  </th>`;
}

function emptyText(state: State, rows: readonly Instance[], t: Texts, act: Actions) {
  if (state.loadedAt === null && state.refreshProblem) return nothing;
  if (state.loadedAt === null) return html`<p class="sr-only" role="status">${t.loading}</p>`;
  if (rows.length > 0) return nothing;
  if (state.items.length === 0) return html`<p class="empty">${t.noInstances}</p>`;
  const clear = () => {
    act.group("all");
    act.search("");
  };
  return html`<p class="empty">${t.noMatch} <button @click=${clear}>${t.clearFilter}</button></p>`;
}
