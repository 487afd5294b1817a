import { html, nothing, type TemplateResult } from "lit";
import type { Instance, Job, Session } from "../api/types";
import type { Actions } from "../app/actions";
import type { State } from "../app/state";
import type { Texts } from "../i18n";
import { type StartSelection, splitForStart } from "./rows";

/** The selection, what Start would do with it, and the Start button. */
export function actionBar(state: State, rows: readonly Instance[], t: Texts, act: Actions): TemplateResult {
  const split = splitForStart(rows, state.selection.ids);
  const session = state.auth.kind === "in" ? state.auth.session : null;
  const obstacle = session && obstacleOf(session, split, t);
  const summary = obstacle ? html`<span class="error">${obstacle}</span>` : summaryText(state, split, t);
  return html`<div class="actions">
    <p id="plan" class="plan">${summary}</p>
    ${
      state.selection.ids.size > 0
        ? html`<button class="quiet" @click=${() => act.selectAll(false)}>${t.clearSelection}</button>`
        : nothing
    }
    ${startButton(split.startable.length, Boolean(obstacle), t, act)}
    <p class="fine">
      <span id="keys" class="keys">${t.keys}</span>
      <span>${t.shown(rows.length, state.items.length)}${updatedText(state, t)}</span>
    </p>
  </div>`;
}

function startButton(count: number, isForbidden: boolean, t: Texts, act: Actions): TemplateResult {
  const off = count === 0 || isForbidden;
  return html`<button
    id="start"
    class="primary"
    aria-disabled=${off}
    aria-describedby="plan"
    @click=${() => !off && act.askToStart()}
  >
    ${t.start(count)}
  </button>`;
}

/** Why the token may not start this selection, or null. */
function obstacleOf({ actions, maxInstances }: Session, split: StartSelection, t: Texts): string | null {
  if (!actions.includes("*") && !actions.includes("StartInstances")) return t.notAllowed;
  return split.startable.length > maxInstances ? t.tooMany(maxInstances) : null;
}

function summaryText(
  { selection, deselected, jobs }: State,
  { startable, skipped }: StartSelection,
  t: Texts,
): TemplateResult {
  const note = deselected > 0 ? html`<span class="fine">${t.deselected(deselected)}</span>` : nothing;
  if (selection.ids.size === 0)
    return html`<span>${runningText(jobs, t) ?? t.nothingSelected}</span> ${note}`;
  return html`<span>${t.selected(selection.ids.size)}</span>
    <span><b>${t.willStart(startable.length)}</b></span>
    ${[...skipped].map(([state, count]) => html`<span class="skip">${t.skipped(count, t.states[state] ?? state)}</span>`)}
    ${note}`;
}

/** The progress of the newest running job, for screens where the jobs are below the fold. */
function runningText(jobs: readonly Job[], t: Texts): string | null {
  const job = jobs.find((candidate) => candidate.state === "running");
  if (!job) return null;
  const { total, outcomes } = job.progress;
  const title = t.jobTitle(t.verbs[job.action] ?? job.action, total);
  return `${title}: ${t.finishedOf(total - outcomes.pending, total)}`;
}

function updatedText({ loadedAt, lang }: State, t: Texts): string {
  if (loadedAt === null) return "";
  return ` · ${t.updated(new Date(loadedAt).toLocaleTimeString(lang === "zh" ? "zh-CN" : "en-GB"))}`;
}
