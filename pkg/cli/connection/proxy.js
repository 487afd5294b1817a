/** The variables that say so, as curl has them. */
const VARIABLES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/**
 * The proxy that the environment names, without what may be its password.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{variable: string, host: string} | undefined}
 */
export function proxyOf(env) {
  const variable = VARIABLES.find((name) => (env[name] ?? "") !== "");
  if (variable === undefined) return undefined;
  const text = String(env[variable]);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return { variable, host: url?.host || "?" };
}

/**
 * A fetch that goes through the environment's proxy, if it names one: Node's own does not by itself.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<typeof globalThis.fetch>}
 */
export async function proxied(env) {
  if (proxyOf(env) === undefined) return globalThis.fetch;
  const { EnvHttpProxyAgent, fetch } = await import("../../dist/undici.js");
  const dispatcher = new EnvHttpProxyAgent();
  return (url, init) => fetch(/** @type {string} */ (url), { ...init, dispatcher });
}
