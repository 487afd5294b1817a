import { html, nothing, type TemplateResult } from "lit";
import { adviceFor } from "../api/advice";
import type { Problem } from "../api/types";
import type { Actions } from "../app/actions";
import type { Link, State } from "../app/state";
import type { Texts } from "../i18n";
import { meaningOf } from "../i18n/model-texts";

/** The gateway's message, and the page's advice in the user's language. */
export function problemText(problem: Problem, t: Texts): TemplateResult {
  const meaning = meaningOf(problem.code, t.meanings);
  return html`<code>${problem.code}</code> ${meaning ? html`${meaning} · ` : nothing} ${problem.detail}
    <span class="advice">${t.advice[adviceFor(problem)]}</span>
    ${problem.requestId ? html`<span class="fine">${t.requestId} <code>${problem.requestId}</code></span>` : nothing}`;
}

/** Problems of the page as a whole; the rows below stay usable. */
export function banners({ refreshProblem, problem, link }: State, t: Texts, act: Actions): TemplateResult {
  return html`<div class="banners">
    ${link ? linkBanner(link, t, act) : nothing}
    ${refreshProblem ? refreshBanner(refreshProblem, t, act) : nothing}
    ${problem ? problemBanner(problem, t, act) : nothing}
  </div>`;
}

function problemBanner(problem: Problem, t: Texts, act: Actions): TemplateResult {
  return html`<div class="banner bad" role="alert">
    <p><strong>${t.requestFailed}</strong> ${problemText(problem, t)}</p>
    <button @click=${() => act.closeProblem()}>${t.close}</button>
  </div>`;
}

function linkBanner(link: Link, t: Texts, act: Actions): TemplateResult {
  if (link.kind === "refused") {
    return html`<div class="banner bad" role="alert">
      <p>${t.linkRefused}</p>
      <button @click=${() => act.closeLink()}>${t.close}</button>
    </div>`;
  }
  return html`<div class="banner warn" role="alert">
    <p><bdi>${t.linkOffered(link.name)}</bdi></p>
    <button @click=${() => act.closeLink()}>${t.linkStay}</button>
    <button @click=${() => act.followLink()}>${t.linkSwitch(link.name)}</button>
  </div>`;
}

function refreshBanner(problem: Problem, t: Texts, act: Actions): TemplateResult {
  const noReply = problem.status === 0;
  return html`<div class="banner ${noReply ? "warn" : "bad"}" role="alert">
    <p>${noReply ? t.offline : html`<strong>${t.refreshFailed}</strong> ${problemText(problem, t)}`}</p>
    <button @click=${() => act.retry()}>${t.retryNow}</button>
  </div>`;
}
