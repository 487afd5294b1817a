import { OUTCOMES } from "../api/types";
import type { State } from "../app/state";
import type { Texts } from "../i18n";

/** What a screen reader announces when it changes: the newest job's progress, or what happened to the selection. */
export function announcement(state: State, t: Texts): string {
  if (state.deselected > 0) return t.deselected(state.deselected);
  const job = state.jobs[0];
  if (!job || state.selection.ids.size > 0) return "";
  const { total, outcomes } = job.progress;
  const title = t.jobTitle(t.verbs[job.action] ?? job.action, total);
  if (job.state === "running") return `${title}: ${t.finishedOf(total - outcomes.pending, total)}`;
  const counts = OUTCOMES.filter((outcome) => outcomes[outcome] > 0).map(
    (outcome) => `${outcomes[outcome]} ${t.outcomes[outcome]}`,
  );
  return `${title}: ${t.jobStates[job.state]}. ${counts.join(", ")}`;
}
