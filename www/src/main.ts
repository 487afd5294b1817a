import { render } from "lit";
import { createActions } from "./app/actions";
import { page } from "./app/page";
import { readAddress, writeAddress } from "./app/router";
import { Session } from "./app/session";
import { type Event, initialState, reduce } from "./app/state";
import { chooseLang, texts } from "./i18n";
import { pageKeys } from "./ui/keyboard";

const LANG = "tencentcloud-edge.lang";

const root = document.getElementById("app") as HTMLElement;
const address = readAddress(new URL(location.href));
let state = initialState({
  lang: chooseLang(localStorage.getItem(LANG), navigator.languages),
  region: address.region ?? "",
  group: address.group,
  text: address.text,
});
const getState = () => state;

function dispatch(event: Event): void {
  const before = state;
  state = reduce(state, event);
  if (state !== before) draw();
}

function draw(): void {
  const { lang, region, group, text } = state;
  document.documentElement.lang = texts[lang].htmlLang;
  const path = writeAddress(location.pathname, { region: region || null, group, text });
  if (path !== location.pathname + location.search) history.replaceState(null, "", path);
  // An open dialog that is removed without being closed would not return the focus.
  if (!state.confirmation) root.querySelector<HTMLDialogElement>("dialog[open]")?.close();
  render(page(state, actions), root);
  root.querySelector<HTMLDialogElement>("dialog:not([open])")?.showModal();
}

const session = new Session({
  getState,
  dispatch,
  storage: sessionStorage,
  fetch: (input, init) => fetch(input, init),
});

const actions = createActions({
  getState,
  dispatch,
  session,
  newKey: () => crypto.randomUUID(),
  saveLang: (lang) => localStorage.setItem(LANG, lang),
});

/** Removes the token from the address, so that it is in no history, bookmark or screenshot. */
function takeToken(): string | null {
  const { token } = readAddress(new URL(location.href));
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

function openLink(token: string | null): void {
  if (token) session.openLink(token);
}

const refresh = () => session.connection?.sync.refresh();
document.addEventListener("keydown", (event) => pageKeys(event, actions));
document.addEventListener("visibilitychange", () => document.hidden || refresh());
for (const change of ["online", "offline"]) window.addEventListener(change, refresh);
window.addEventListener("hashchange", () => openLink(takeToken()));

const linked = takeToken();
draw();
session.restore();
openLink(linked);
