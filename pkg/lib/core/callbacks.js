/** Calls back whoever only watches the work: a callback that throws or rejects must not break it. @param {() => unknown} callback */
export function ignoreErrors(callback) {
  try {
    Promise.resolve(callback()).catch(() => {});
  } catch {
    // The caller's own mistake.
  }
}
