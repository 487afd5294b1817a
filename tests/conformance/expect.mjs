import assert from "node:assert/strict";

/** @param {{Error?: {Code: string, Message: string}}} response @param {string | string[]} codes */
export function expectCode(response, codes) {
  const got = response.Error?.Code ?? "ok";
  const wanted = [codes].flat();
  assert.ok(
    wanted.includes(got),
    `${wanted.join(" or ")} was expected, ${got} came${response.Error ? `: ${response.Error.Message}` : ""}`,
  );
}

/** @param {unknown} value @param {string} kind */
export function isOf(value, kind) {
  const texts = (/** @type {unknown} */ it) =>
    Array.isArray(it) && it.every((item) => typeof item === "string");
  /** @type {Record<string, boolean>} */
  const kinds = {
    text: typeof value === "string",
    texts: texts(value),
    integer: Number.isInteger(value),
    number: typeof value === "number",
    boolean: typeof value === "boolean",
    object: typeof value === "object" && value !== null && !Array.isArray(value),
    objects: Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null),
    time: typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$/.test(value),
  };
  return kinds[kind] === true;
}
