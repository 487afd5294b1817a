/**
 * One thing memcheck reported, with the functions it was in, the innermost first.
 * @typedef {{kind: string, frames: Array<{name: string, place: string}>}} Report
 */

/** What memcheck's XML says; undefined when it is cut off, which says nothing. @param {string} xml @returns {Report[] | undefined} */
export function readReports(xml) {
  if (!xml.includes("</valgrindoutput>")) return undefined;
  return [...xml.matchAll(/<error>([\s\S]*?)<\/error>/g)].map(([, error = ""]) => ({
    kind: tag(error, "kind"),
    frames: [
      ...(/<stack>([\s\S]*?)<\/stack>/.exec(error)?.[1] ?? "").matchAll(/<frame>([\s\S]*?)<\/frame>/g),
    ].map(([, frame = ""]) => ({
      name: tag(frame, "fn"),
      place: `${tag(frame, "file")}:${tag(frame, "line")}`,
    })),
  }));
}

/** @param {string} xml @param {string} name */
const tag = (xml, name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "?";
