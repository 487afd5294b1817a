import { html, nothing, type TemplateResult } from "lit";
import type { Instance, Job, Session } from "../api/types";
import type { Actions } from "../app/actions";
import type { State } from "../app/state";
import type { Texts } from "../i18n";
import { type Plan, planStart } from "./rows";

/** What is selected, what Start would do with it, and Start. */
export function footer(state: State, rows: readonly Instance[], t: Texts, act: Actions): TemplateResult {
  const plan = planStart(rows, state.selection.ids);
  const session = state.auth.kind === "in" ? state.auth.session : null;
  const obstacle = session && obstacleOf(session, plan, t);
  const off = plan.take.length === 0 || Boolean(obstacle);
  return html`<div class="actions">
    <p id="plan" class="plan">${obstacle ? html`<span class="error">${obstacle}</span>` : planText(state, plan, t)}</p>
    ${
      state.selection.ids.size > 0
        ? html`<button class="quiet" @click=${() => act.selectAll(false)}>${t.clearSelection}</button>`
        : nothing
    }
    <button
      id="start"
      class="primary"
      aria-disabled=${off}
      aria-describedby="plan"
      @click=${() => !off && act.askToStart()}
    >
      ${t.start(plan.take.length)}
    </button>
    <p class="fine">
      <span id="keys" class="keys">${t.keys}</span>
      <span>${t.shown(rows.length, state.items.length)}${updatedText(state, t)}</span>
    </p>
  </div>`;
}

function obstacleOf({ actions, maxInstances }: Session, plan: Plan, t: Texts): string | null {
  if (!actions.includes("*") && !actions.includes("StartInstances")) return t.notAllowed;
  return plan.take.length > maxInstances ? t.tooMany(maxInstances) : null;
}

function planText({ selection, dropped, jobs }: State, { take, skip }: Plan, t: Texts): TemplateResult {
  const note = dropped > 0 ? html`<span class="fine">${t.dropped(dropped)}</span>` : nothing;
  if (selection.ids.size === 0)
    return html`<span>${runningText(jobs, t) ?? t.nothingSelected}</span> ${note}`;
  return html`<span>${t.selected(selection.ids.size)}</span>
    <span><b>${t.willStart(take.length)}</b></span>
    ${[...skip].map(([state, count]) => html`<span class="skip">${t.skipped(count, t.states[state] ?? state)}</span>`)}
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
