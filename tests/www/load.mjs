import { build } from "esbuild";
import { paths } from "../../scripts/lib/paths.mjs";

/**
 * Bundles and imports a module of the dashboard, or of another folder of TypeScript.
 * @param {string} name without `.ts`
 * @param {string} [folder]
 * @returns {Promise<any>}
 */
export async function load(name, folder = "www/src") {
  const { outputFiles } = await build({
    entryPoints: [`${paths.root}/${folder}/${name}.ts`],
    bundle: true,
    format: "esm",
    target: "node20",
    write: false,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild wrote no output for ${name}.ts`);
  return import(`data:text/javascript;base64,${Buffer.from(file.contents).toString("base64")}`);
}
