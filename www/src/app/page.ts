import { html, nothing, type TemplateResult } from "lit";
import { texts } from "../i18n";
import { actionBar } from "../instances/action-bar";
import { confirmDialog } from "../instances/confirm";
import { visibleRows } from "../instances/rows";
import { table } from "../instances/table";
import { toolbar } from "../instances/toolbar";
import { jobList } from "../jobs/view";
import { announcement } from "../ui/announcement";
import { banners } from "../ui/banner";
import { header } from "../ui/header";
import { signInForm } from "../ui/sign-in";
import type { Actions } from "./actions";
import type { State } from "./state";

/** The whole page of a state. */
export function page(state: State, act: Actions): TemplateResult {
  const t = texts[state.lang];
  if (state.auth.kind === "out") {
    return html`${header(state, t, act)}
      <main class="signin">${signInForm(state.auth.rejected, t, act)}</main>`;
  }
  const rows = visibleRows(state);
  return html`
    ${header(state, t, act)} ${banners(state, t, act)}
    <main class="board">
      <section class="fleet" aria-labelledby="fleet-title">
        <h2 id="fleet-title" class="sr-only">${t.title}</h2>
        ${toolbar(state, t, act)} ${table(state, rows, t, act)} ${actionBar(state, rows, t, act)}
      </section>
      ${jobList(state, t, act)}
    </main>
    ${state.confirmation ? confirmDialog(state.confirmation, state.lang, t, act) : nothing}
    <p class="sr-only" role="status" aria-live="polite">${announcement(state, t)}</p>
  `;
}
