import { readFile } from "node:fs/promises";
import { usage } from "../exit.js";
import { versionOf } from "./catalogue.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */

/**
 * The request that `SERVICE ACTION [JSON | @FILE | -]` names.
 * @typedef {{service: string, action: string, version: string, region?: string, payload: string}} NamedRequest
 */

/**
 * @param {Invocation} invocation
 * @param {{region: string | undefined}} fallback where the profile names a region
 * @returns {Promise<NamedRequest>} `payload`: the text as it was written, so that no number loses digits
 * @throws {import("../exit.js").CliError} that says what is missing or wrong
 */
export async function readRequest(invocation, { region }) {
  const { args, values, env, command } = invocation;
  const [service, action, payload, ...more] = args;
  if (service === undefined || action === undefined || more.length > 0) {
    throw usage(
      `${command} takes a product, an action and its parameters: \`tencentcloud-edge ${command} cvm DescribeZones '{}'\`.`,
      `${command} 需要产品、接口和参数：\`tencentcloud-edge ${command} cvm DescribeZones '{}'\`。`,
    );
  }
  const regions = values.region ?? [env.TENCENTCLOUD_REGION || region];
  if (regions.length > 1 || regions[0] === "all") {
    throw usage(
      `${command} sends one request: give one --region.`,
      `${command} 只发送一个请求：--region 只能有一个。`,
    );
  }
  return {
    service,
    action,
    version: values.version ?? versionOf(service, action),
    ...(regions[0] !== undefined && { region: regions[0] }),
    payload: checked(await payloadText(payload, invocation)),
  };
}

/** @param {string | undefined} given @param {Invocation} invocation */
async function payloadText(given = "{}", { io }) {
  if (given !== "-" && !given.startsWith("@")) return given;
  const path = given.slice(1);
  try {
    if (given !== "-") return await readFile(path, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw usage(`${path} cannot be read (${code}).`, `无法读取 ${path}（${code}）。`);
  }
  let text = "";
  for await (const chunk of io.stdin.setEncoding("utf8")) text += chunk;
  return text;
}

/** @param {string} given */
function checked(given) {
  const text = given.replace(/^\uFEFF/, "").trim() || "{}";
  /** @type {unknown} */
  let value;
  let problem = "";
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The rest of the message quotes the text, which may hold a password.
    const [at = ""] = /(?:at|in JSON at) position \d+/.exec(/** @type {Error} */ (error).message) ?? [];
    problem = at === "" ? "" : ` (wrong ${at.replace("in JSON ", "")})`;
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return text;
  throw usage(
    `The parameters must be a JSON object, such as '{"Limit":1}'${problem}. A file is given as @FILE, standard input as -.`,
    `参数必须是 JSON 对象，例如 '{"Limit":1}'${problem}。文件写作 @FILE，标准输入写作 -。`,
  );
}
