import { assumeRole, findCredentials } from "../../credentials.node.js";
import { isLoopback } from "../../lib/core/loopback.js";
import { CliError, EXIT, usage } from "../exit.js";
import { proxied } from "./proxy.js";
import { logged } from "./request-log.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../../index.js").CallOptions} CallOptions */

/**
 * How the service is reached.
 * @typedef {object} Connection
 * @property {import("../../credentials.js").FoundCredentials} found
 * @property {string | undefined} region that of the profile, where it has one
 * @property {(service: string) => CallOptions} options of a call, without a region
 */

/**
 * Finds credentials and everything else that a call needs. Nothing is sent.
 * @param {Invocation} invocation
 * @returns {Promise<Connection>}
 */
export async function connect(invocation) {
  const { values, language, warn, paint } = invocation;
  const template = endpointTemplate(invocation);
  const endpointOf = (/** @type {string} */ service) => template?.replaceAll("{service}", service);
  const fetch = await fetchOf(invocation, template);
  const sts = { fetch, endpoint: endpointOf("sts") };
  const found = await findCredentials({
    ...sts,
    ...(values.profile !== undefined && { profile: values.profile }),
    ...(values.role !== undefined && { role: values.role }),
    onWarning: (message) => warn(paint("yellow", message)),
  });
  const credentials = assumed(values, found.credentials, sts);
  return {
    found,
    region: found.region,
    options: (service) => {
      const endpoint = endpointOf(service);
      return { credentials, language, fetch, ...(endpoint !== undefined && { endpoint }) };
    },
  };
}

/**
 * Where requests go, if not to the service's own address; `{service}` in it stands for the product.
 * @param {Pick<Invocation, "values" | "env">} invocation
 * @throws {CliError} if it is no URL
 */
export function endpointTemplate({ values, env }) {
  const given = values.endpoint ?? (env.TENCENTCLOUD_ENDPOINT || undefined);
  if (given === undefined || /^https?:\/\//.test(given)) {
    if (given === undefined || URL.canParse(given.replaceAll("{service}", "cvm"))) return given;
  }
  const name = values.endpoint === undefined ? "TENCENTCLOUD_ENDPOINT" : "--endpoint";
  throw usage(
    `${name} is no address such as https://cvm.tencentcloudapi.com.`,
    `${name} 不是地址，应形如 https://cvm.tencentcloudapi.com。`,
  );
}

/**
 * @param {import("../options/parse.js").Values} values
 * @param {import("../../index.js").CredentialSource} source
 * @param {import("../../credentials.js").StsOptions} sts
 */
function assumed(values, source, sts) {
  const { "assume-role": roleArn, "role-session-name": sessionName, duration } = values;
  if (roleArn !== undefined) {
    return assumeRole(source, {
      ...sts,
      roleArn,
      ...(sessionName !== undefined && { sessionName }),
      ...(duration !== undefined && { durationSeconds: Math.round(duration / 1_000) }),
    });
  }
  if (sessionName === undefined && duration === undefined) return source;
  throw new CliError(EXIT.usage, {
    en: "--role-session-name and --duration need --assume-role.",
    zh: "--role-session-name 与 --duration 需要与 --assume-role 合用。",
  });
}

/** @param {Invocation} invocation @param {string | undefined} endpoint */
async function fetchOf(invocation, endpoint) {
  const here = endpoint !== undefined && isHere(endpoint);
  // What is on this machine is not reached through another.
  const fetch = here ? globalThis.fetch : await proxied(invocation.env);
  return invocation.values.verbose ? logged(fetch, invocation) : fetch;
}

/** Whether an endpoint is on this machine. @param {string} endpoint */
export function isHere(endpoint) {
  try {
    return isLoopback(new URL(endpoint).host);
  } catch {
    // What is wrong with it is said when it is used.
    return false;
  }
}
