import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { live } from "lit/directives/live.js";
import type { Instance, InstanceOutcome, Job } from "../api/types";
import type { Actions } from "../app/actions";
import type { Texts } from "../i18n";
import { groupOf } from "./rows";

/** What a job says of an instance. */
export interface Said {
  action: string;
  row: InstanceOutcome;
}

/** By instance: what the running jobs and the newest one say. What older jobs said is history. */
export function latestOutcomes(jobs: readonly Job[]): ReadonlyMap<string, Said> {
  const said = new Map<string, Said>();
  for (const [index, job] of jobs.entries()) {
    if (index > 0 && job.state !== "running") continue;
    for (const row of job.instances ?? []) {
      if (!said.has(row.instanceId)) said.set(row.instanceId, { action: job.action, row });
    }
  }
  return said;
}

export interface RowOptions {
  selected: boolean;
  /** Its checkbox is the one that Tab reaches; the arrow keys go on from there. */
  tabStop: boolean;
  said: Said | undefined;
}

/** One instance. */
export function row(
  instance: Instance,
  { selected, tabStop, said }: RowOptions,
  t: Texts,
  act: Actions,
): TemplateResult {
  const { InstanceId: id, InstanceName: name, InstanceState: at } = instance;
  const zone = instance.Placement?.Zone ?? "";
  const type = instance.InstanceType ?? "";
  const addresses = [...(instance.PrivateIpAddresses ?? []), ...(instance.PublicIpAddresses ?? [])];
  const click = (event: MouseEvent) => {
    const onBox = event.target instanceof HTMLInputElement;
    // Whoever drags over an id wants to copy it.
    if (!onBox && window.getSelection()?.type === "Range") return;
    act.toggle(id, event.shiftKey);
  };
  return html`<tr
    data-id=${id}
    data-state=${at}
    class=${classMap({ selected })}
    @click=${click}
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
    <th scope="row" class="name">
      <span class="title">${name}</span>
      <code>${id}</code>
      <span class="narrow">${[zone, type, addresses[0]].filter(Boolean).join(" · ")}</span>
    </th>
    <td>
      <span class="state ${groupOf(at)}">${t.states[at] ?? at}</span>
      ${said ? outcome(said, t) : nothing}
    </td>
    <td class="wide">${zone}</td>
    <td class="wide">${type}<span class="sub">${size(instance)}</span></td>
    <td class="wide">${addresses.map((address) => html`<code>${address}</code>`)}</td>
    <td class="wide">${(instance.Tags ?? []).map((tag) => html`<span class="tag">${tag.Key}: ${tag.Value}</span>`)}</td>
  </tr>`;
}

function size({ CPU, Memory }: Instance): string {
  return CPU && Memory ? `${CPU} vCPU, ${Memory} GiB` : "";
}

function outcome({ action, row: { outcome: name, error } }: Said, t: Texts): TemplateResult {
  return html`<span class="outcome ${name}" title=${error?.message ?? nothing}>
    ${t.verbs[action] ?? action}: ${t.outcomes[name]}
  </span>`;
}
