import { html, nothing, type TemplateResult } from "lit";
import type { Instance, Problem } from "../api/types";
import type { Actions } from "../app/actions";
import type { Confirmation } from "../app/state";
import type { Lang, Texts } from "../i18n";
import { regionName } from "../i18n/regions";
import { problemText } from "../ui/banner";

const SHOWN = 8;

/** The confirmation before instances are started. */
export function confirmDialog(
  confirmation: Confirmation,
  lang: Lang,
  t: Texts,
  act: Actions,
): TemplateResult {
  const { region, rows, sending, problem } = confirmation;
  const close = (event: globalThis.Event) => {
    event.preventDefault();
    if (!sending) act.closeConfirmation();
  };
  return html`<dialog id="confirm" aria-labelledby="confirm-title" @cancel=${close} @close=${() => act.closeConfirmation()}>
    <h2 id="confirm-title">${t.confirmTitle(rows.length)}</h2>
    <p>${t.confirmText(`${regionName(region, lang)} (${region})`)}</p>
    ${rowList(rows, t)}
    ${problem ? startProblem(problem, t) : nothing}
    <div class="buttons">
      <button @click=${close} ?disabled=${sending}>${t.cancel}</button>
      <button class="primary" autofocus aria-disabled=${sending} @click=${() => act.start()}>
        ${sending ? t.sending : t.start(rows.length)}
      </button>
    </div>
  </dialog>`;
}

function rowList(rows: readonly Instance[], t: Texts): TemplateResult {
  return html`<ul>
    ${rows.slice(0, SHOWN).map((row) => html`<li>${row.InstanceName} <code class="dim">${row.InstanceId}</code></li>`)}
    ${rows.length > SHOWN ? html`<li class="dim">${t.andMore(rows.length - SHOWN)}</li>` : nothing}
  </ul>`;
}

function startProblem(problem: Problem, t: Texts): TemplateResult {
  return html`<p class="error" role="alert">
    <strong>${t.startFailed}</strong> ${problem.status === 0 ? t.noReply : problemText(problem, t)}
  </p>`;
}
