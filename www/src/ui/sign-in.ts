import { html, nothing, type TemplateResult } from "lit";
import type { Actions } from "../app/actions";
import type { Texts } from "../i18n";

export function signInForm(rejected: boolean, t: Texts, act: Actions): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const token = new FormData(event.target as HTMLFormElement).get("token");
    if (typeof token === "string" && token.trim()) act.signIn(token.trim());
  };
  return html`<form class="card" @submit=${submit}>
    <h2>${t.signIn}</h2>
    <label for="token">${t.token}</label>
    <input
      id="token"
      name="token"
      type="password"
      autocomplete="current-password"
      spellcheck="false"
      required
      autofocus
      aria-describedby="token-hint"
      aria-invalid=${rejected}
    />
    ${rejected ? html`<p class="error" role="alert">${t.tokenRejected}</p>` : nothing}
    <p id="token-hint" class="hint">${t.tokenHint}</p>
    <button class="primary">${t.signIn}</button>
  </form>`;
}
