import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { onLines } from "../../scripts/lib/child.mjs";
import { findPython, nodeSdk, pythonSdk } from "../../scripts/lib/peers.mjs";

/**
 * One call as every SDK can make it.
 * @typedef {object} Asked
 * @property {string} action
 * @property {"cvm" | "sts"} [service] default cvm
 * @property {object} params
 * @property {string} host
 * @property {"http" | "https"} protocol
 * @property {string} region
 * @property {{secretId: string, secretKey: string, token?: string}} credentials
 * @property {"GET" | "POST"} [method]
 * @property {"TC3-HMAC-SHA256" | "HmacSHA1" | "HmacSHA256"} [signMethod]
 * @property {"zh-CN" | "en-US"} [language]
 * @property {boolean} [unsigned]
 * @property {number} [timeout] seconds
 *
 * @typedef {{Placement: {ProjectId: number}, SystemDisk: {DiskSize: number}, Tags: Array<{Key: string}>}} Nested
 *
 * What stands in the replies of the actions that are asked here; which of it, depends on the action.
 * @typedef {object} Result
 * @property {string} RequestId
 * @property {number} TotalCount
 * @property {Array<import("tencentcloud-edge").Instance & Nested>} InstanceSet
 * @property {string[]} InstanceIdSet
 * @property {Array<{InstanceId: string, InstanceState: string}>} InstanceStatusSet
 * @property {Array<{Region: string, RegionName: string}>} RegionSet
 * @property {Array<{Zone: string, ZoneId: string}>} ZoneSet
 * @property {{TmpSecretId: string, TmpSecretKey: string, Token: string}} Credentials
 * @property {string} Type
 * @property {string} AccountId
 *
 * @typedef {{result?: Result, error?: {code?: string, message: string, requestId?: string}}} Answered
 * @typedef {{name: string, can: (asked: Asked) => boolean, call: (asked: Asked) => Promise<Answered>, end: () => void}} Sdk
 */

/** @returns {Promise<Sdk>} the official Node SDK */
export async function openNodeSdk() {
  const load = createRequire(`${await nodeSdk()}/package.json`);
  const clients = {
    cvm: load("tencentcloud-sdk-nodejs-cvm").cvm.v20170312.Client,
    sts: load("tencentcloud-sdk-nodejs-sts").sts.v20180813.Client,
  };
  return {
    name: "Node SDK",
    // It knows no unsigned payloads.
    can: ({ unsigned }) => !unsigned,
    async call({ action, params, host, protocol, region, credentials, ...how }) {
      const client = new clients[how.service ?? "cvm"]({
        credential: credentials,
        region,
        profile: {
          signMethod: how.signMethod ?? "TC3-HMAC-SHA256",
          language: how.language ?? "en-US",
          httpProfile: {
            endpoint: host,
            protocol: `${protocol}://`,
            reqMethod: how.method ?? "POST",
            reqTimeout: how.timeout ?? 10,
          },
        },
      });
      try {
        return { result: await client[action](params) };
      } catch (error) {
        const { code, message, requestId } =
          /** @type {{code?: string, message: string, requestId?: string}} */ (error);
        return { error: { code, message, requestId } };
      }
    },
    end() {},
  };
}

/** @returns {Promise<Sdk>} the official Python SDK, in a process of its own */
export async function openPythonSdk() {
  const python = findPython();
  const folder = await pythonSdk(python);
  const driver = fileURLToPath(new URL("driver.py", import.meta.url));
  const child = spawn(python, [driver], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" },
  });
  /** @type {Array<{resolve: (answered: Answered) => void, reject: (reason: Error) => void}>} */
  const waiting = [];
  onLines(child.stdout, (line) => waiting.shift()?.resolve(JSON.parse(line)));
  const gone = new Error("the driver of the Python SDK has ended");
  child.once("close", () => {
    for (const { reject } of waiting.splice(0)) reject(gone);
  });
  return {
    name: "Python SDK",
    can: () => true,
    call: (asked) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) throw gone;
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(asked)}\n`);
      }),
    end: () => child.stdin.end(),
  };
}
