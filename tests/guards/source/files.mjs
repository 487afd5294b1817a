import { readdirSync } from "node:fs";
import { paths } from "../../../scripts/lib/paths.mjs";

/** Built, installed or downloaded: nobody's source. */
const OTHERS = /(^|\/)(node_modules|target|dist)(\/|$)/;

/**
 * Every file below some folders whose name ends as given, relative to the project's root.
 * @param {string[]} folders
 * @param {string[]} ends
 */
export const filesBelow = (folders, ends) =>
  folders
    .flatMap((folder) =>
      readdirSync(`${paths.root}/${folder}`, { recursive: true, encoding: "utf8" }).map(
        (file) => `${folder}/${file.replaceAll("\\", "/")}`,
      ),
    )
    .filter((file) => !OTHERS.test(file) && ends.some((end) => file.endsWith(end)))
    .sort();
