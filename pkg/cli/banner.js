import * as wasm from "../dist/emulator.js";
import { version } from "./version.js";

/**
 * What is said at the start.
 * @param {string} url
 * @param {import("./options.js").Settings} settings
 * @param {boolean} loopback whether only this machine can reach it
 */
export function banner(url, { emulator }, loopback) {
  const [secretId, secretKey] = wasm.EmulatorHandle.demo_pair();
  const rows = [
    ["endpoint", url],
    ["secretId", secretId],
    ["secretKey", `${secretKey} (opens nothing but an emulator)`],
    ["instances", `${emulator.instances ?? 12}, seed ${emulator.seed ?? 1}`],
    ["look", `curl ${url}/_emulator/snapshot`],
    ["call", `node --input-type=module -e '${example(url, secretId, secretKey)}'`],
  ];
  const warning = loopback
    ? []
    : ["Everybody who can reach this address can call: the demo key pair is public."];
  return [
    `Tencent Cloud CVM emulator, tencentcloud-edge ${version}`,
    ...rows.map(([name, value]) => `  ${name?.padEnd(10)} ${value}`),
    ...warning,
  ].join("\n");
}

/**
 * @param {string} endpoint
 * @param {string | undefined} secretId
 * @param {string | undefined} secretKey
 */
function example(endpoint, secretId, secretKey) {
  const options = { region: "ap-guangzhou", endpoint, credentials: { secretId, secretKey } };
  return `import { describeInstances } from "tencentcloud-edge"; for await (const i of describeInstances(${JSON.stringify(options)})) console.log(i.InstanceId, i.InstanceState)`;
}
