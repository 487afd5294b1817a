/**
 * A journal is lines of JSON: a head, which says what was begun, then a record each time something of a region's job was saved.
 * The values of the records are the job's own; each replaces an earlier one of the same region and key.
 *
 * @typedef {object} Head
 * @property {string} action
 * @property {Record<string, unknown>} options of the jobs
 * @property {Record<string, string>} selection what selected the instances, in words, by option
 * @property {boolean} named whether ids were given
 * @property {string[]} regions those that have a job
 * @property {number} beganAtMs
 */
/** @typedef {Map<string, Map<string, string>>} Rows of each region's job */
/** @typedef {{head: Head, rows: Rows}} Saved */

const MARK = "tencentcloud-edge";
const VERSION = 1;

/** How the lines of each version are read. @type {Record<number, (head: Record<string, unknown>, lines: string[]) => Saved>} */
const READERS = { 1: readVersion1 };

/** @param {Head} head */
export const writeHead = (head) => JSON.stringify({ journal: MARK, version: VERSION, ...head });

/** @param {string} region @param {Array<[string, string]>} rows */
export const writeRecord = (region, rows) => JSON.stringify({ region, rows });

/** @typedef {"not a journal" | "later version" | "damaged"} Unreadable */

/**
 * @param {string[]} lines
 * @param {string} torn what follows them
 * @returns {Saved | undefined | Unreadable} undefined where nothing can have been sent: its beginning was not yet on the disk
 */
export function readJournal(lines, torn) {
  const [first, ...rest] = lines;
  if (first === undefined) return isBeginning(torn) ? undefined : "not a journal";
  const head = parsed(first);
  if (head?.journal !== MARK || typeof head.version !== "number") return "not a journal";
  const read = READERS[head.version];
  if (read === undefined) return "later version";
  try {
    const saved = read(head, rest);
    return saved.head.regions.every((region) => saved.rows.has(region)) ? saved : undefined;
  } catch {
    return "damaged";
  }
}

/** Of a head that was being written, or of nothing. @param {string} text */
function isBeginning(text) {
  const mark = `{"journal":"${MARK}",`;
  return text.startsWith(mark) || mark.startsWith(text);
}

/** @param {string} text @returns {Record<string, unknown> | undefined} */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Record<string, unknown>} first @param {string[]} lines @returns {Saved} */
function readVersion1(first, lines) {
  const { action, options, selection, named, regions, beganAtMs } = /** @type {Head} */ (
    /** @type {unknown} */ (first)
  );
  /** @type {Rows} */
  const rows = new Map();
  for (const line of lines) {
    const record = /** @type {{region: string, rows: Array<[string, string]>}} */ (JSON.parse(line));
    const ofRegion = rows.get(record.region) ?? new Map();
    for (const [key, value] of record.rows) ofRegion.set(key, value);
    rows.set(record.region, ofRegion);
  }
  return { head: { action, options, selection, named, regions, beganAtMs }, rows };
}
