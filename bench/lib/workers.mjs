/**
 * @typedef {object} Worker a worker to be weighed
 * @property {string} job
 * @property {string} name
 * @property {boolean} [ours] resolved as this package's users do
 * @property {string} code
 */

export const SIGNS = "signs";
export const STARTS = "calls startInstances";

/** @param {string} file of bench/contenders @returns {string} a worker that signs with the last of a file's contenders */
const signing = (file) => `import { contenders } from "./contenders/${file}.mjs";
export default { async fetch(request) {
  const run = await contenders.at(-1).prepare({ given: await request.text() });
  return Response.json(await run());
} };`;

/** @type {Worker[]} */
export const WORKERS = [
  {
    job: SIGNS,
    name: "ours /sign",
    ours: true,
    code: `import { signRequest } from "tencentcloud-edge/sign";
export default { fetch: async (request, env) => Response.json(signRequest(await request.json(), env)) };`,
  },
  {
    job: SIGNS,
    name: "ours",
    ours: true,
    code: `import { signRequest } from "tencentcloud-edge";
export default { fetch: async (request, env) => Response.json(signRequest(await request.json(), env)) };`,
  },
  { job: SIGNS, name: "hand-written, WebCrypto", code: signing("webcrypto") },
  { job: SIGNS, name: "hand-written, node:crypto", code: signing("node-crypto") },
  { job: SIGNS, name: "hand-written, @noble/hashes", code: signing("noble") },
  { job: SIGNS, name: "hand-written, hash-wasm", code: signing("hash-wasm") },
  { job: SIGNS, name: "aws4fetch", code: signing("aws4fetch") },
  { job: SIGNS, name: "@smithy/signature-v4", code: signing("smithy") },
  {
    job: STARTS,
    name: "ours",
    ours: true,
    code: `import { startInstances } from "tencentcloud-edge";
export default { fetch: async (request, env) => Response.json(await startInstances(await request.json(), env)) };`,
  },
  {
    job: STARTS,
    name: "hand-written, WebCrypto",
    code: `import { contenders } from "./contenders/webcrypto.mjs";
export default { async fetch(request) {
  const run = await contenders.at(-1).prepare({ given: await request.text() });
  const signed = await run();
  const { Response: reply } = await (await fetch(signed.url, signed)).json();
  if (reply.Error) throw Object.assign(new Error(reply.Error.Message), { code: reply.Error.Code });
  return Response.json(reply);
} };`,
  },
  {
    job: STARTS,
    name: "official SDK (cvm)",
    code: `import { cvm } from "tencentcloud-sdk-nodejs-cvm";
const { Client } = cvm.v20170312;
export default { async fetch(request, env) {
  const client = new Client({ credential: env, region: "ap-guangzhou" });
  return Response.json(await client.StartInstances({ InstanceIds: await request.json() }));
} };`,
  },
  {
    job: STARTS,
    name: "official SDK (common)",
    code: `import { CommonClient } from "tencentcloud-sdk-nodejs-common";
export default { async fetch(request, env) {
  const client = new CommonClient("cvm.tencentcloudapi.com", "2017-03-12", { credential: env, region: "ap-guangzhou" });
  return Response.json(await client.request("StartInstances", { InstanceIds: await request.json() }));
} };`,
  },
  {
    job: STARTS,
    name: "aws4fetch (EC2)",
    code: `import { AwsClient } from "aws4fetch";
export default { async fetch(request, env) {
  const client = new AwsClient({ ...env, service: "ec2", region: "us-east-1" });
  const body = new URLSearchParams({ Action: "StartInstances", Version: "2016-11-15" });
  (await request.json()).forEach((id, index) => body.set("InstanceId." + (index + 1), id));
  return client.fetch("https://ec2.us-east-1.amazonaws.com/", { method: "POST", body: String(body) });
} };`,
  },
];
