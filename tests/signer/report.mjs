import { entryOf } from "./ours.mjs";
import { makeCase } from "./requests.mjs";

/** Longer texts are cut: a body may have megabytes. */
const MOST_SHOWN = 2_000;

/**
 * A difference, as it is shown: the request and every step of both sides, secrets replaced.
 * @param {number} seed
 * @param {number} index
 * @param {{theirs?: object, rungs?: object, problem?: string}} found
 */
export function report(seed, index, { theirs, rungs, problem }) {
  const made = makeCase(seed, index);
  const { request, credentials, options } = made;
  const { signRequest, explainSignature } = entryOf(made, index);
  const parts = {
    request,
    options,
    ...(problem !== undefined && { problem }),
    ours: attempt(() => signRequest(request, credentials, options)),
    "our rungs": attempt(() => explainSignature(request, credentials, options)),
    ...(theirs !== undefined && { theirs, "their rungs": rungs }),
  };
  const lines = Object.entries(parts).map(([name, value]) => `  ${name}: ${shown(value)}`);
  return withoutSecrets(
    [`case ${index} of seed ${seed} (--seed ${seed} --first ${index} --count 1)`, ...lines].join("\n"),
    credentials,
  );
}

/** @param {() => unknown} work */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
}

/** @param {unknown} value */
function shown(value) {
  const text = JSON.stringify(value, (_, member) => cut(asText(member)), 2);
  return String(text).replaceAll("\n", "\n  ");
}

/** @param {unknown} member */
const asText = (member) =>
  member instanceof Uint8Array
    ? `(${member.length} bytes) ${Buffer.from(member).toString("base64")}`
    : member;

/** @param {unknown} member */
const cut = (member) =>
  typeof member === "string" && member.length > MOST_SHOWN ? `${member.slice(0, MOST_SHOWN)}...` : member;

/**
 * @param {string} text
 * @param {import("tencentcloud-edge").Credentials} credentials
 */
function withoutSecrets(text, { secretKey, token }) {
  let clean = text;
  for (const [secret, label] of /** @type {const} */ ([
    [secretKey, "(secret key)"],
    [token, "(token)"],
  ])) {
    // One or two characters are no secret, and would be replaced in every word.
    if (secret === undefined || secret.length < 4) continue;
    clean = clean.replaceAll(secret, label).replaceAll(JSON.stringify(secret).slice(1, -1), label);
  }
  return clean;
}
