import { html, nothing, type TemplateResult } from "lit";
import type { Actions } from "../app/actions";
import type { State } from "../app/state";
import type { Lang, Texts } from "../i18n";
import { regionName } from "../i18n/regions";

/** Product name, region, caller, language, sign-out. */
export function header({ auth, region, lang }: State, t: Texts, act: Actions): TemplateResult {
  const session = auth.kind === "in" ? auth.session : null;
  return html`<header class="top">
    <h1><span class="mark" aria-hidden="true"></span>tencentcloud-edge</h1>
    ${auth.kind === "in" ? regionPicker(session?.regions ?? [region], region, lang, t, act) : nothing}
    <span class="grow"></span>
    ${session ? html`<span class="who" title=${session.name}>${session.name}</span>` : nothing}
    <button class="quiet" lang=${lang === "en" ? "zh-CN" : "en"} @click=${() => act.language(lang === "en" ? "zh" : "en")}>
      ${t.switchTo}
    </button>
    ${auth.kind === "in" ? html`<button class="quiet" @click=${() => act.signOut()}>${t.signOut}</button>` : nothing}
  </header>`;
}

function regionPicker(
  regions: readonly string[],
  region: string,
  lang: Lang,
  t: Texts,
  act: Actions,
): TemplateResult {
  const choose = (event: globalThis.Event) => act.region((event.target as HTMLSelectElement).value);
  return html`<label class="region">
    <span class="sr-only">${t.region}</span>
    <select @change=${choose}>
      ${regions.map(
        (id) => html`<option value=${id} .selected=${id === region}>${regionName(id, lang)} (${id})</option>`,
      )}
    </select>
  </label>`;
}
