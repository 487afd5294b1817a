import { ignoreErrors } from "../../core/callbacks.js";

/** @typedef {(message: string) => void} Warn */

const said = new Set();

/**
 * What tells warnings, each once: by default in the process, else for this source.
 * @param {Function | undefined} onWarning
 * @returns {Warn}
 */
export function warner(onWarning) {
  const told = onWarning === undefined ? said : new Set();
  const tell =
    onWarning ?? ((/** @type {string} */ message) => process.emitWarning(message, "TencentCloudWarning"));
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    ignoreErrors(() => tell(message));
  };
}
