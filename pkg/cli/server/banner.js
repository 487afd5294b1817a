import * as wasm from "../../dist/emulator.js";
import { version } from "../version.js";

const REGION = "ap-guangzhou";

/**
 * What is said at the start.
 * @param {string} url
 * @param {import("./options.js").Settings} settings
 * @param {{loopback: boolean, resumed: boolean}} how whether only this machine can reach it, and whether a state goes on
 */
export function banner(url, { emulator, state, tls, ca }, { loopback, resumed }) {
  const [secretId = "", secretKey = ""] = wasm.EmulatorHandle.demo_pair();
  const pair = { secretId, secretKey };
  const { instances } = emulator;
  const count = Array.isArray(instances) ? instances.length : (instances ?? 12);
  const fleet = resumed ? `those of ${state}` : `${count}, seed ${emulator.seed ?? 1}`;
  const rows = [
    ["endpoint", url],
    ["secretId", secretId],
    ["secretKey", `${secretKey} (opens nothing but an emulator)`],
    ["instances", fleet],
    ...(state === undefined ? [] : [["state", `${state}, after every request`]]),
    ...(tls ? [["authority", `${ca}, to be trusted by whoever calls`]] : []),
    ["curl", `curl ${tls ? `--cacert ${ca} ` : ""}${url}/_emulator/snapshot`],
    ["npm", node(ourClient(url, pair))],
    ["Node SDK", `${tls ? `NODE_EXTRA_CA_CERTS=${ca} ` : ""}node -e '${nodeSdk(url, pair)}'`],
    ["Python SDK", `python3 -c '${pythonSdk(url, pair, tls ? ca : "")}'`],
    ["tccli", tls ? tccli(url, pair) : "speaks https only: start the emulator with --tls"],
  ];
  const warning = loopback
    ? []
    : ["Everybody who can reach this address can call: the demo key pair is public."];
  return [
    `Tencent Cloud CVM emulator, tencentcloud-edge ${version}. No account, no token, no telemetry, no paid tier.`,
    ...rows.map(([name, value]) => `  ${name?.padEnd(10)} ${value}`),
    ...warning,
  ].join("\n");
}

/** @typedef {{secretId: string, secretKey: string}} Keys */

/** @param {string} script */
const node = (script) => `node --input-type=module -e '${script}'`;

/** @param {string} endpoint @param {Keys} credentials */
function ourClient(endpoint, credentials) {
  const options = { region: REGION, endpoint, credentials };
  return `import { describeInstances } from "tencentcloud-edge"; for await (const i of describeInstances(${JSON.stringify(options)})) console.log(i.InstanceId, i.InstanceState)`;
}

/** @param {string} url @param {Keys} credential */
function nodeSdk(url, credential) {
  const { host, protocol } = new URL(url);
  const config = {
    credential,
    region: REGION,
    profile: { httpProfile: { endpoint: host, protocol: `${protocol}//` } },
  };
  return `const { cvm } = require("tencentcloud-sdk-nodejs-cvm"); new cvm.v20170312.Client(${JSON.stringify(config)}).DescribeInstances({}).then((r) => console.log(r.TotalCount))`;
}

/** @param {string} url @param {Keys} keys @param {string} ca */
function pythonSdk(url, { secretId, secretKey }, ca) {
  const { host, protocol } = new URL(url);
  const http = `HttpProfile(endpoint="${host}", protocol="${protocol.slice(0, -1)}"${ca && `, certification="${ca}"`})`;
  return `from tencentcloud.common.credential import Credential; from tencentcloud.common.profile.client_profile import ClientProfile; from tencentcloud.common.profile.http_profile import HttpProfile; from tencentcloud.cvm.v20170312 import cvm_client, models; print(cvm_client.CvmClient(Credential("${secretId}", "${secretKey}"), "${REGION}", ClientProfile(httpProfile=${http})).DescribeInstances(models.DescribeInstancesRequest()).TotalCount)`;
}

/** @param {string} url @param {Keys} keys */
const tccli = (url, { secretId, secretKey }) =>
  `tccli cvm DescribeInstances --endpoint ${new URL(url).host} --region ${REGION} --secretId ${secretId} --secretKey ${secretKey} (https://github.com/tencentcloud-edge/tencentcloud-edge/blob/main/docs/emulator.md says how it comes to trust the authority)`;
