import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { cyclonedx, findPython } from "../lib/peers.mjs";
import { Problem, run } from "../lib/run.mjs";
import { keyOf } from "./components.mjs";

/** @typedef {import("./components.mjs").Component} Component */
/** @typedef {Omit<Component, "folder" | "dependencies"> & {description: string, seconds: number}} Released
 *   `seconds`: Unix time of the commit, so that the same sources give the same bytes */

/**
 * A bill of materials, CycloneDX 1.6.
 * @param {Released} released
 * @param {Component[]} components
 */
export function sbom(released, components) {
  const { seconds, description } = released;
  const known = new Map(components.map((component) => [keyOf(component), purl(component)]));
  // What nobody else depends on is ours directly.
  const below = new Set(components.flatMap(({ dependencies }) => dependencies));
  const direct = components.filter((component) => !below.has(keyOf(component))).map(purl);
  const content = {
    metadata: {
      timestamp: new Date(seconds * 1_000).toISOString(),
      tools: { components: [{ type: "application", name: "npm run release" }] },
      component: { ...entry(released), description },
    },
    components: components.map(entry),
    dependencies: [
      { ref: purl(released), dependsOn: direct },
      ...components.map((component) => ({
        ref: purl(component),
        dependsOn: component.dependencies.flatMap((key) => known.get(key) ?? []),
      })),
    ],
  };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
    version: 1,
    ...content,
  };
}

/** @param {Pick<Component, "registry" | "name" | "version" | "licence">} component */
const entry = ({ registry, name, version, licence }) => ({
  type: "library",
  "bom-ref": purl({ registry, name, version }),
  name,
  version,
  licenses: [{ expression: licence }],
  purl: purl({ registry, name, version }),
});

/** @param {Pick<Component, "registry" | "name" | "version">} component */
const purl = ({ registry, name, version }) => `pkg:${registry}/${name.replace("@", "%40")}@${version}`;

/** A UUID that follows from a text (RFC 9562, version 8). @param {string} text */
function uuidOf(text) {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

const VALIDATOR = `
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
for file in sys.argv[1:]:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(file, encoding="utf-8").read())
    if error is not None:
        sys.exit(f"{file}: {error}")
`;

/** @param {string} file @param {ReturnType<typeof sbom>} bom */
export const writeSbom = (file, bom) => writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);

/** Holds files against CycloneDX's own schema. @param {string[]} files @throws {Problem} in the validator's words */
export async function validateSboms(files) {
  const python = findPython();
  const env = { PYTHONPATH: await cyclonedx(python) };
  const { ok, output } = await run(python, ["-c", VALIDATOR, ...files], { env });
  if (!ok) throw new Problem(`A bill of materials breaks CycloneDX's schema: ${output}`);
}
