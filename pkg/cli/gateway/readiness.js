/** The gateway reads its settings at the first request; a busy machine may need a while for it. */
const WAIT_MS = 30_000;

/**
 * What is wrong with the settings of a gateway that listens, in its own words. It names variables, never their values.
 * @param {string} url where it listens
 * @returns {Promise<string | undefined>} undefined: it serves
 */
export async function problemOf(url) {
  try {
    const reply = await fetch(`${reachable(url)}/v1/session`, { signal: AbortSignal.timeout(WAIT_MS) });
    const { code, detail } = await reply.json();
    return code === "Gateway.NotConfigured" ? String(detail) : undefined;
  } catch (error) {
    const { cause, message } = /** @type {Error} */ (error);
    return `The gateway listens and does not answer (${cause instanceof Error ? cause.message : message}).`;
  }
}

/** An address for all interfaces is none to connect to. @param {string} url */
const reachable = (url) => url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
