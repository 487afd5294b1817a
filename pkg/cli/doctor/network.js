import { lookup } from "node:dns/promises";
import { isHere } from "../connection/connection.js";
import { proxied, proxyOf } from "../connection/proxy.js";

/** @typedef {import("./checks.js").Finding} Finding */
/** What was found out about the way to the service. @typedef {{findings: Finding[], reached: boolean}} Network */

const TIMEOUT_MS = 10_000;
/** The service refuses a request whose time is further off (Signature v3 page). */
const SKEW_MS = 300_000;
const NOTABLE_SKEW_MS = 60_000;

/** What stands in an error's code of an untrusted, expired or foreign certificate. */
const TLS = /CERT|SSL|TLS|SIGNED|ISSUER|VERIFY/;

/**
 * Proxy, name, connection and clock. One unsigned request is sent, which the service refuses.
 * @param {string} endpoint
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Network>}
 */
export async function checkNetwork(endpoint, env) {
  const here = isHere(endpoint);
  const proxy = here ? undefined : proxyOf(env);
  const name = await checkName(endpoint, proxy);
  const findings = [checkProxy(proxy), name];
  if (name.result === "fail") return { findings, reached: false };
  const { connection, clock } = await checkConnection(endpoint, here ? globalThis.fetch : await proxied(env));
  return {
    findings: [...findings, connection, ...(clock ? [clock] : [])],
    reached: connection.result === "ok",
  };
}

/** @param {ReturnType<typeof proxyOf>} proxy @returns {Finding} */
function checkProxy(proxy) {
  const check = { en: "proxy", zh: "代理" };
  if (proxy === undefined) return { check, result: "ok", said: { en: "none", zh: "未使用" } };
  return {
    check,
    result: "ok",
    said: {
      en: `requests go through ${proxy.host} (${proxy.variable}), but for hosts in NO_PROXY`,
      zh: `请求经由 ${proxy.host}（${proxy.variable}），NO_PROXY 中的主机除外`,
    },
  };
}

/** @param {string} endpoint @param {ReturnType<typeof proxyOf>} proxy @returns {Promise<Finding>} */
async function checkName(endpoint, proxy) {
  const check = { en: "name", zh: "域名" };
  const { hostname } = new URL(endpoint);
  if (proxy !== undefined) {
    return {
      check,
      result: "ok",
      said: { en: `${hostname}: the proxy looks it up`, zh: `${hostname}：由代理解析` },
    };
  }
  try {
    const { address } = await lookup(hostname.replace(/^\[|\]$/g, ""));
    return {
      check,
      result: "ok",
      said: { en: `${hostname} is ${address}`, zh: `${hostname} 解析为 ${address}` },
    };
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return {
      check,
      result: "fail",
      said: { en: `${hostname} is not found (${code})`, zh: `无法解析 ${hostname}（${code}）` },
      todo: {
        en: "Check the network and its DNS, or the name in --endpoint; behind a proxy set HTTPS_PROXY.",
        zh: "请检查网络与 DNS，或 --endpoint 中的域名；如需代理请设置 HTTPS_PROXY。",
      },
    };
  }
}

/**
 * @param {string} endpoint
 * @param {typeof globalThis.fetch} fetch
 * @returns {Promise<{connection: Finding, clock?: Finding}>}
 */
async function checkConnection(endpoint, fetch) {
  const check = { en: "connection", zh: "连接" };
  const began = Date.now();
  try {
    const reply = await fetch(endpoint, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await reply.text();
    const ended = Date.now();
    const said = {
      en: `${endpoint} answers in ${ended - began} ms`,
      zh: `${endpoint} 在 ${ended - began} 毫秒内应答`,
    };
    const date = Date.parse(reply.headers.get("date") ?? "");
    return {
      connection: { check, result: "ok", said },
      // The header has whole seconds: half of one is the best guess.
      ...(Number.isFinite(date) && { clock: checkClock(date + 500 - (began + ended) / 2) }),
    };
  } catch (error) {
    return { connection: { check, result: "fail", ...failedConnection(endpoint, error) } };
  }
}

/** @param {number} offsetMs the service's clock less this one's @returns {Finding} */
function checkClock(offsetMs) {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const [en, zh] = offsetMs > 0 ? ["behind", "慢"] : ["ahead of", "快"];
  const said = {
    en: seconds < 2 ? "in step with the service's" : `${seconds} s ${en} the service's`,
    zh: seconds < 2 ? "与服务端一致" : `比服务端${zh} ${seconds} 秒`,
  };
  const check = { en: "clock", zh: "时钟" };
  if (seconds * 1_000 < NOTABLE_SKEW_MS) return { check, result: "ok", said };
  return {
    check,
    result: seconds * 1_000 > SKEW_MS ? "fail" : "warn",
    said,
    todo: {
      en: "Set this machine's clock (NTP): requests more than 300 s off are refused.",
      zh: "请校准本机时钟（NTP）：相差超过 300 秒的请求会被拒绝。",
    },
  };
}

/** @param {string} endpoint @param {unknown} error @returns {Pick<Finding, "said" | "todo">} */
function failedConnection(endpoint, error) {
  const { cause, name } = /** @type {Error & {cause?: {code?: string}}} */ (error);
  const code = String(cause?.code ?? name);
  const said = { en: `${endpoint} cannot be reached (${code})`, zh: `无法连接 ${endpoint}（${code}）` };
  if (TLS.test(code)) {
    return {
      said,
      todo: {
        en: "The certificate is not trusted. If a proxy of your company's opens TLS, give Node its authority: NODE_EXTRA_CA_CERTS=FILE.",
        zh: "证书不受信任。如果公司代理会解密 TLS，请用 NODE_EXTRA_CA_CERTS=FILE 指定其根证书。",
      },
    };
  }
  return {
    said,
    todo: {
      en: "Check the network, the firewall, HTTPS_PROXY and --endpoint.",
      zh: "请检查网络、防火墙、HTTPS_PROXY 与 --endpoint。",
    },
  };
}
