import { render } from "lit";
import { ApiError, createApi } from "./api/client";
import { type Connection, createActions } from "./app/actions";
import { page } from "./app/page";
import { readAddress, writeAddress } from "./app/router";
import { type Event, initialState, reduce } from "./app/state";
import { startSync } from "./app/sync";
import { chooseLang, texts } from "./i18n";
import { pageKeys } from "./ui/keyboard";

const TOKEN = "tencentcloud-edge.token";
const LANG = "tencentcloud-edge.lang";

const root = document.getElementById("app") as HTMLElement;
const address = readAddress(new URL(location.href));
let state = initialState({
  lang: chooseLang(localStorage.getItem(LANG), navigator.languages),
  region: address.region ?? "",
  group: address.group,
  text: address.text,
});
let connection: (Connection & { token: string; stop: AbortController }) | null = null;
/** The token of a link that was opened while signed in. Never in the state: what is drawn holds no secret. */
let offered: string | null = null;

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
  // A dialog that is taken away while open would not give the focus back.
  if (!state.confirmation) root.querySelector<HTMLDialogElement>("dialog[open]")?.close();
  render(page(state, actions), root);
  root.querySelector<HTMLDialogElement>("dialog:not([open])")?.showModal();
}

/** Resolves after `ms`; rejects when `signal` aborts. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function connect(token: string): void {
  connection?.stop.abort();
  sessionStorage.setItem(TOKEN, token);
  const api = createApi(token, (input, init) => fetch(input, init));
  const stop = new AbortController();
  dispatch({ type: "signed-in" });
  const sync = startSync({
    api,
    getState: () => state,
    dispatch: (event) => stop.signal.aborted || dispatch(event),
    onUnauthorized: () => disconnect(true),
    now: Date.now,
    wait,
    signal: stop.signal,
  });
  connection = { api, sync, token, stop };
}

function disconnect(rejected: boolean): void {
  connection?.stop.abort();
  connection = null;
  sessionStorage.removeItem(TOKEN);
  dispatch({ type: "signed-out", rejected });
  const next = rejected ? takeOffered() : null;
  if (next !== null) connect(next);
}

function takeOffered(): string | null {
  const token = offered;
  offered = null;
  return token;
}

/** A link's token signs in whoever is signed out; of others it is asked first, and a refused one changes nothing. */
async function openLink(token: string): Promise<void> {
  if (!connection) return connect(token);
  if (connection.token === token) return;
  offered = token;
  try {
    const { name } = await createApi(token, (input, init) => fetch(input, init)).session();
    if (offered === token) dispatch({ type: "link", link: { kind: "offered", name } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (takeOffered() === null) return;
    if (error.problem.status === 401) dispatch({ type: "link", link: { kind: "refused" } });
    else dispatch({ type: "failed", problem: error.problem });
  }
}

const actions = createActions({
  getState: () => state,
  dispatch,
  connection: () => connection,
  connect,
  disconnect,
  takeOffered,
  newKey: () => crypto.randomUUID(),
  keepLang: (lang) => localStorage.setItem(LANG, lang),
});

/** Takes the token out of the address, so that it is in no history, bookmark or screenshot. */
function takeToken(): string | null {
  const { token } = readAddress(new URL(location.href));
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

document.addEventListener("keydown", (event) => pageKeys(event, actions));
document.addEventListener("visibilitychange", () => document.hidden || connection?.sync.poke());
for (const change of ["online", "offline"]) window.addEventListener(change, () => connection?.sync.poke());
window.addEventListener("hashchange", () => {
  const token = takeToken();
  if (token) openLink(token);
});

const linked = takeToken();
const kept = sessionStorage.getItem(TOKEN);
draw();
if (kept) connect(kept);
if (linked) openLink(linked);
