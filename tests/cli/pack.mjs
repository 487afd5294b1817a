import { mkdirSync, rmSync } from "node:fs";
import { paths } from "../../scripts/lib/paths.mjs";
import { output } from "../pack/project.mjs";

/** Packs the package and unpacks it into build/packed-cli, where it has nothing but itself. */
const folder = `${paths.build}/packed-cli`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
output("npm", ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder], paths.root);
output("sh", ["-c", "tar -xzf *.tgz && rm *.tgz"], folder);
