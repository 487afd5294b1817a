import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Actions } from "../app/actions";
import type { State } from "../app/state";
import type { Texts } from "../i18n";
import { countGroups, GROUPS, matching } from "./rows";

/** State filter and search. */
export function toolbar(state: State, t: Texts, act: Actions): TemplateResult {
  return html`<div class="toolbar">${stateFilter(state, t, act)} ${searchBox(state.text, t, act)}</div>`;
}

function stateFilter(state: State, t: Texts, act: Actions): TemplateResult {
  const counts = countGroups(matching(state));
  return html`<fieldset class="chips">
    <legend class="sr-only">${t.state}</legend>
    ${GROUPS.map(
      (group) => html`<label class="chip">
        <input
          type="radio"
          name="group"
          class="sr-only"
          value=${group}
          .checked=${live(state.group === group)}
          @change=${() => act.group(group)}
        />
        <span>${t.groups[group]} <b>${counts[group]}</b></span>
      </label>`,
    )}
  </fieldset>`;
}

function searchBox(text: string, t: Texts, act: Actions): TemplateResult {
  return html`<label class="search">
    <span class="sr-only">${t.search}</span>
    <input
      id="search"
      type="search"
      spellcheck="false"
      autocomplete="off"
      placeholder=${t.searchHint}
      .value=${live(text)}
      @input=${(event: InputEvent) => act.search((event.target as HTMLInputElement).value)}
    />
    <kbd aria-hidden="true">/</kbd>
  </label>`;
}
