/**
 * The one job: a POST to CVM's StartInstances, signed. Keys and instances are made up.
 *
 * @typedef {"node" | "workerd" | "chromium" | "deno" | "bun"} Runtime
 * @typedef {{InstanceIds: string[]}} StartInstances
 * @typedef {{given: StartInstances | string, object: StartInstances, text: string}} Payload `given` is what the contender
 *   is handed; the other two are the same payload in either form, for those whose API takes one form alone
 * @typedef {{method: string, url: string, headers: Record<string, string>, body?: unknown}} Signed
 * @typedef {Signed | string} Result the signed request; or its Authorization header, where that is all that is made
 * @typedef {() => Result | Promise<Result>} Run
 * @typedef {object} Contender
 * @property {string} name
 * @property {Runtime[]} runsIn
 * @property {string} signs the signed headers; or the name of another algorithm
 * @property {(payload: Payload) => Run | Promise<Run>} prepare what may be kept from call to call is made here
 */

export const credentials = {
  secretId: "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0000",
  secretKey: "EXAMPLEEXAMPLEEXAMPLEEXAMPLE0000",
};
export const TIMESTAMP = 1_800_000_000;
export const REGION = "ap-guangzhou";
export const request = {
  service: "cvm",
  version: "2017-03-12",
  action: "StartInstances",
  region: REGION,
};

/** @type {Runtime[]} */
export const EVERYWHERE = ["node", "workerd", "chromium", "deno", "bun"];
/** Where the modules of Node are to be had. @type {Runtime[]} */
export const WITH_NODE_MODULES = ["node", "workerd", "deno", "bun"];

/** How many ids make a body of the size that the name says. */
export const IDS = { "1 id": 1, "100 ids": 100, "64 KB": 4_368, "1 MB": 69_904 };
export const SIZES = /** @type {Array<keyof typeof IDS>} */ (Object.keys(IDS));
export const FORMS = /** @type {const} */ (["object", "text"]);
/** Every payload: its size, and the form in which it is given. */
export const CASES = FORMS.flatMap((form) => SIZES.map((size) => `${size}, ${form}`));

/** @param {string} name of a case @returns {Payload} */
export function payloadOf(name) {
  const [size, form] = name.split(", ");
  const length = IDS[/** @type {keyof typeof IDS} */ (size)];
  const ids = Array.from({ length }, (_, index) => `ins-${index.toString(36).padStart(8, "0")}`);
  const object = { InstanceIds: ids };
  // JSON.stringify gives one flat string; the round trip makes the object of strings that share no memory with it.
  const text = JSON.stringify(object);
  return { given: form === "text" ? text : object, object, text };
}

/** @param {Result} result */
export const authorizationOf = (result) =>
  typeof result === "string" ? result : result.headers.authorization;
