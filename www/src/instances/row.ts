import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { live } from "lit/directives/live.js";
import type { Instance, InstanceOutcome, Job } from "../api/types";
import type { Actions } from "../app/actions";
import type { Texts } from "../i18n";
import { groupOf } from "./rows";

/** An instance's outcome in a job. */
export interface JobOutcome {
  action: string;
  row: InstanceOutcome;
}

/** The outcomes of the running jobs and of the newest one, by instance. Those of older jobs are out of date. */
export function latestOutcomes(jobs: readonly Job[]): ReadonlyMap<string, JobOutcome> {
  const latest = new Map<string, JobOutcome>();
  for (const [index, job] of jobs.entries()) {
    if (index > 0 && job.state !== "running") continue;
    for (const row of job.instances ?? []) {
      if (!latest.has(row.instanceId)) latest.set(row.instanceId, { action: job.action, row });
    }
  }
  return latest;
}

export interface RowOptions {
  selected: boolean;
  /** Whether Tab reaches its checkbox; the arrow keys go on from there. */
  tabStop: boolean;
  outcome: JobOutcome | undefined;
}

/** One instance. */
export function row(instance: Instance, options: RowOptions, t: Texts, act: Actions): TemplateResult {
  const { InstanceId: id, InstanceName: name, InstanceState: state } = instance;
  const { selected, tabStop, outcome } = options;
  return html`<tr
    data-id=${id}
    data-state=${state}
    class=${classMap({ selected })}
    @click=${(event: MouseEvent) => toggle(event, id, act)}
    @mousedown=${(event: MouseEvent) => event.shiftKey && event.preventDefault()}
  >
    <td class="pick">
      <input
        type="checkbox"
        aria-label=${t.select(`${name} (${id})`)}
        tabindex=${tabStop ? 0 : -1}
        .checked=${live(selected)}
      />
    </td>
    ${details(instance, outcome, t)}
  </tr>`;
}

function toggle(event: MouseEvent, id: string, act: Actions): void {
  const onBox = event.target instanceof HTMLInputElement;
  // Dragging over an id selects its text to be copied.
  if (!onBox && window.getSelection()?.type === "Range") return;
  act.toggle(id, event.shiftKey);
}

function details(instance: Instance, outcome: JobOutcome | undefined, t: Texts): TemplateResult {
  const { InstanceId: id, InstanceName: name, InstanceState: state } = instance;
  const zone = instance.Placement?.Zone ?? "";
  const type = instance.InstanceType ?? "";
  const addresses = [...(instance.PrivateIpAddresses ?? []), ...(instance.PublicIpAddresses ?? [])];
  return html`<th scope="row" class="name">
      <span class="title">${name}</span>
      <code>${id}</code>
      <span class="narrow">${[zone, type, addresses[0]].filter(Boolean).join(" · ")}</span>
    </th>
    <td>
      <span class="state ${groupOf(state)}">${t.states[state] ?? state}</span>
      ${outcome ? outcomeText(outcome, t) : nothing}
    </td>
    <td class="wide">${zone}</td>
    <td class="wide">${type}<span class="sub">${size(instance)}</span></td>
    <td class="wide">${addresses.map((address) => html`<code>${address}</code>`)}</td>
    <td class="wide">${(instance.Tags ?? []).map((tag) => html`<span class="tag">${tag.Key}: ${tag.Value}</span>`)}</td>`;
}

function size({ CPU, Memory }: Instance): string {
  return CPU && Memory ? `${CPU} vCPU, ${Memory} GiB` : "";
}

function outcomeText({ action, row: { outcome: name, error } }: JobOutcome, t: Texts): TemplateResult {
  return html`<span class="outcome ${name}" title=${error?.message ?? nothing}>
    ${t.verbs[action] ?? action}: ${t.outcomes[name]}
  </span>`;
}
