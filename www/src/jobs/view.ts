import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type Job, OUTCOMES } from "../api/types";
import type { Actions } from "../app/actions";
import type { State } from "../app/state";
import type { Lang, Texts } from "../i18n";
import { meaningOf } from "../i18n/model-texts";
import { regionName } from "../i18n/regions";
import { countProblems, groupProblems, type ProblemGroup } from "./problems";

const SHOWN_JOBS = 10;
const SHOWN_IDS = 5;

/** The jobs, newest first. */
export function jobList({ jobs, lang }: State, t: Texts, act: Actions): TemplateResult {
  return html`<section class="jobs" aria-labelledby="jobs-title">
    <h2 id="jobs-title">${t.jobs}</h2>
    ${jobs.length === 0 ? html`<p class="empty">${t.noJobs}</p>` : nothing}
    ${repeat(
      jobs.slice(0, SHOWN_JOBS),
      (job) => job.id,
      (job) => jobCard(job, lang, t, act),
    )}
  </section>`;
}

function jobCard(job: Job, lang: Lang, t: Texts, act: Actions): TemplateResult {
  const { total, requests } = job.progress;
  const title = t.jobTitle(t.verbs[job.action] ?? job.action, total);
  const problems = countProblems(job.progress);
  const time = new Date(job.createdAt).toLocaleTimeString(lang === "zh" ? "zh-CN" : "en-GB");
  return html`<article class="job ${job.state} ${problems > 0 ? "has-problems" : ""}" data-job=${job.id}>
    <header>
      <h3>${title}</h3>
      <span class="badge">${t.jobStates[job.state]}</span>
    </header>
    <p class="fine">${regionName(job.region, lang)} · ${time} · ${t.requests(requests)}</p>
    ${job.reason ? html`<p class="fine">${job.reason}</p>` : nothing}
    ${progress(job, title, t)}
    ${problems > 0 ? problemList(job, problems, t) : nothing}
    ${
      job.state === "running"
        ? html`<button class="quiet" @click=${() => act.cancelJob(job.id)}>${t.cancelJob}</button>`
        : nothing
    }
  </article>`;
}

function progress({ progress: { total, outcomes } }: Job, title: string, t: Texts): TemplateResult {
  const finished = total - outcomes.pending;
  const present = OUTCOMES.filter((outcome) => outcomes[outcome] > 0);
  return html`<progress max=${total} .value=${finished} aria-label=${title}>${finished} / ${total}</progress>
    <ul class="counts">
      <li class="total">${t.finishedOf(finished, total)}</li>
      ${present.map((outcome) => html`<li class=${outcome}><b>${outcomes[outcome]}</b> ${t.outcomes[outcome]}</li>`)}
    </ul>`;
}

function problemList(job: Job, count: number, t: Texts): TemplateResult {
  return html`<details ?open=${job.state !== "cancelled"}>
    <summary>${t.problems(count)}</summary>
    ${groupProblems(job.instances ?? []).map((group) => problemItem(group, t))}
  </details>`;
}

function problemItem(group: ProblemGroup, t: Texts): TemplateResult {
  const { outcome, code, message, advice, requestId, instanceIds } = group;
  const more = instanceIds.length - SHOWN_IDS;
  const meaning = meaningOf(code, t.meanings);
  return html`<div class="problem">
    <p><b>${instanceIds.length} ${t.outcomes[outcome]}</b> <code>${code}</code></p>
    ${meaning ? html`<p>${meaning}</p>` : nothing}
    <p>${message}</p>
    ${advice ? html`<p class="advice">${t.advice[advice]}</p>` : nothing}
    <p class="ids">
      ${instanceIds.slice(0, SHOWN_IDS).map((id) => html`<code>${id}</code> `)}${more > 0 ? t.andMore(more) : nothing}
    </p>
    ${requestId ? html`<p class="fine">${t.requestId} <code>${requestId}</code></p>` : nothing}
  </div>`;
}
