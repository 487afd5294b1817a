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

const SKELETON = Array.from({ length: 8 });

/** The instances of a region. `rows` are those the filter lets through, in order. */
export function table(state: State, rows: readonly Instance[], t: Texts, act: Actions): TemplateResult {
  const { ids, focus } = state.selection;
  const tabStop = focus ?? rows[0]?.InstanceId ?? null;
  const chosen = rows.length > 0 && ids.size === rows.length;
  const said = latestOutcomes(state.jobs);
  const optionsOf = (id: string) => ({ selected: ids.has(id), tabStop: id === tabStop, said: said.get(id) });
  return html`<div class="scroll">
    <table aria-describedby="keys" aria-busy=${state.loadedAt === null && !state.refreshProblem}>
      <thead>
        <tr>
          <th class="pick" scope="col">
            <input
              type="checkbox"
              aria-label=${t.selectAll}
              title=${t.selectAll}
              .checked=${live(chosen)}
              .indeterminate=${live(ids.size > 0 && !chosen)}
              ?disabled=${rows.length === 0}
              @change=${(event: globalThis.Event) => act.selectAll((event.target as HTMLInputElement).checked)}
            />
          </th>
          ${sortable("name", state.sort, t, act)} ${sortable("state", state.sort, t, act)}
          ${sortable("zone", state.sort, t, act)} ${sortable("type", state.sort, t, act)}
          <th class="wide" scope="col">${t.addresses}</th>
          <th class="wide" scope="col">${t.tags}</th>
        </tr>
      </thead>
      <tbody @keydown=${(event: KeyboardEvent) => tableKeys(event, rows, act)}>
        ${
          state.loadedAt === null && !state.refreshProblem
            ? SKELETON.map(
                () =>
                  html`<tr class="skeleton" aria-hidden="true"><td colspan="7"><span class="bar"></span></td></tr>`,
              )
            : repeat(
                rows,
                (instance) => instance.InstanceId,
                (instance) => row(instance, optionsOf(instance.InstanceId), t, act),
              )
        }
      </tbody>
    </table>
    ${emptyText(state, rows, t, act)}
  </div>`;
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
