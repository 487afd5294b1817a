import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { paths } from "../lib/paths.mjs";
import { Problem } from "../lib/run.mjs";
import { allApis, apiOf, codesOf } from "./api.mjs";
import { copied } from "./copied.mjs";
import { declarations } from "./declarations.mjs";
import { indexOf } from "./index-of-services.mjs";
import { lines } from "./json.mjs";
import { openPackage, PACKAGES } from "./packages.mjs";
import { pages } from "./pages.mjs";
import { describeService } from "./service.mjs";
import { SERVICES } from "./services.mjs";

/** @typedef {import("./service.mjs").Service} Service */

export const INDEX = "pkg/metadata/index.json";

/** @param {string} service */
export const dataFile = (service) => `pkg/metadata/${service}.json`;

/** @param {string} service */
const declarationsFile = (service) => `pkg/types/${service}.gen.d.ts`;

/** @param {string} service @param {"summaries" | "pages"} what */
export const ours = (service, what) =>
  JSON.parse(readFileSync(`${paths.root}/scripts/metadata/${service}/${what}.json`, "utf8"));

/** What the pinned packages and our summaries make. @returns {Promise<{services: Service[], index: ReturnType<typeof indexOf>}>} */
export async function readPackages() {
  const files = await openPackage(PACKAGES.actions);
  const services = await Promise.all(SERVICES.map((which) => read(files, which)));
  return { services, index: indexOf(allApis(files)) };
}

/** @param {import("./api.mjs").Files} files @param {import("./services.mjs").Described} which */
async function read(files, which) {
  const api = apiOf(files, which);
  const summaries = ours(which.service, "summaries");
  const english = apiOf(await openPackage(PACKAGES.english), which);
  checkSummaries(summaries, which.service, { api, english });
  return describeService(api, {
    summaries,
    pageOf: pages(ours(which.service, "pages"), which),
    codes: codesOf(await openPackage(which.codes), which),
    from: [PACKAGES.actions, which.codes].map(({ name, version }) => `${name} ${version}`),
  });
}

/**
 * @param {Record<string, import("./service.mjs").Text>} summaries
 * @param {string} service
 * @param {{api: import("./api.mjs").Api, english: import("./api.mjs").Api}} vendor
 */
function checkSummaries(summaries, service, { api, english }) {
  const actions = Object.keys(api.actions);
  const missing = actions.filter((name) => !(name in summaries));
  const idle = Object.keys(summaries).filter((name) => !(name in api.actions));
  const problems = [
    ...missing.map((name) => `${name} has no summary`),
    ...idle.map((name) => `${name} has a summary and is no action any more`),
    ...copied([api, english], summaries).map(({ name, text }) => `${name}: "${text}" are the vendor's words`),
  ];
  if (problems.length === 0) return;
  throw new Problem(`scripts/metadata/${service}/summaries.json:\n  ${problems.join("\n  ")}`);
}

/** The files that follow. @param {Awaited<ReturnType<typeof readPackages>>} read */
export const metadataFiles = ({ services, index }) => [
  ...services.flatMap((service) => [
    { file: dataFile(service.service), text: lines(service) },
    { file: declarationsFile(service.service), text: declarations(service) },
  ]),
  { file: INDEX, text: lines(index) },
];

/** @param {string} file @returns {string | undefined} */
export const committed = (file) =>
  existsSync(`${paths.root}/${file}`) ? readFileSync(`${paths.root}/${file}`, "utf8") : undefined;

/** The data of a service as it is committed. @param {string} service @returns {Service | undefined} */
export function committedService(service) {
  const text = committed(dataFile(service));
  return text === undefined ? undefined : JSON.parse(text);
}

/** Those that do not stand in the tree as they should. @param {Array<{file: string, text: string}>} files */
export const stale = (files) => files.filter(({ file, text }) => committed(file) !== text);

/** @param {Array<{file: string, text: string}>} files */
export function write(files) {
  for (const { file, text } of files) {
    mkdirSync(dirname(`${paths.root}/${file}`), { recursive: true });
    writeFileSync(`${paths.root}/${file}`, text);
  }
}
