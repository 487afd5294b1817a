import { Problem, run } from "../run.mjs";
import { hostCargo } from "../rust.mjs";

/** @typedef {{en: string, zh: string}} Text */
/**
 * @typedef {object} Param a parameter, by its row in src/model
 * @property {string} name
 * @property {true} [required]
 * @property {true} [secret]
 * @property {"ids" | "filters" | "integer" | "boolean" | "text" | "texts" | "object" | "objects"} type
 * @property {string[]} [values]
 * @property {number} [least]
 * @property {number} [most]
 * @property {Param[]} [members]
 */
/** @typedef {{from: string[], via: string, to: string, already: string[], transient: string[], excluded: string[], text: Text | null}} Operation */
/**
 * @typedef {object} Action
 * @property {string} name
 * @property {number} perSecond
 * @property {number} plannedPerSecond
 * @property {number} maxIds
 * @property {Param[]} parameters
 * @property {Operation | null} operation
 */
/**
 * @typedef {object} Rows everything that src/model says, as scripts/model/main.rs prints it
 * @property {string} service
 * @property {string} version
 * @property {{ids: number, page: number, described: number, slotMs: number}} limits
 * @property {Array<{name: string, refusal: string, text: Text}>} states
 * @property {Array<{name: string, retryable: boolean, text: Text}>} advice
 * @property {Action[]} actions
 * @property {Array<{name: string, actions: string[], blame: string, advice: string, text: Text}>} codes
 * @property {Array<[prefix: string, blame: string, advice: string]>} rules
 * @property {Array<{name: string, advice: string}>} clientCodes
 */

/** The rows of src/model. Compiles them first. @returns {Promise<Rows>} @throws {Problem} with the compiler's words */
export async function readRows() {
  const cargo = hostCargo("run");
  const { ok, output } = await run(
    cargo.command,
    [...cargo.args, "--quiet", "--package", "tencentcloud-edge-model"],
    {
      env: cargo.env,
    },
  );
  const begin = output.indexOf("{");
  if (!ok || begin === -1) throw new Problem(`src/model cannot be read:\n${output}`);
  return JSON.parse(output.slice(begin));
}

/** The actions that are fleet operations. @param {Rows} rows */
export const operations = (rows) =>
  rows.actions.flatMap((action) => (action.operation ? [{ ...action, operation: action.operation }] : []));

/** The function of the package for an action: `StartInstances` is `startInstances`. @param {string} action */
export const functionOf = (action) => `${action.charAt(0).toLowerCase()}${action.slice(1)}`;
