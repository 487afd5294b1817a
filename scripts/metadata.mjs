import { flag, script } from "./lib/options.mjs";
import { Problem } from "./lib/run.mjs";
import { changes, indexChanges } from "./metadata/changes.mjs";
import {
  committed,
  committedService,
  INDEX,
  metadataFiles,
  readPackages,
  stale,
  write,
} from "./metadata/files.mjs";

const SCRIPT = {
  command: "npm run metadata",
  about:
    "Writes pkg/metadata and pkg/types/cvm.gen.d.ts from the vendor's public metadata, which pinned packages hold, and says what has changed.",
  options: {
    check: flag("write nothing: fail if they are not what the packages and the summaries make"),
  },
  notes:
    "The packages are named in scripts/metadata/packages.mjs and downloaded into .tools/metadata (15 MB) by pip; the summaries are in scripts/metadata/cvm/summaries.json.",
};

/** A first run would print every action of every service. */
const MOST_LINES = 200;

script(SCRIPT, async ({ check }) => {
  const read = await readPackages();
  const files = stale(metadataFiles(read));
  const indexBefore = JSON.parse(committed(INDEX) ?? "{}");
  const said = [
    ...read.services.flatMap((service) => changes(committedService(service.service), service)),
    ...indexChanges(indexBefore, read.index),
  ];
  for (const line of said.slice(0, MOST_LINES)) console.log(line);
  if (said.length > MOST_LINES) console.log(`… and ${said.length - MOST_LINES} more.`);
  const names = files.map(({ file }) => file).join(", ");
  if (files.length === 0) console.log("Nothing has changed.");
  else if (check)
    throw new Problem(`Not up to date: ${names}. Run \`npm run metadata\`, and commit what it writes.`);
  else {
    write(files);
    console.log(`Written: ${names}.`);
  }
});
