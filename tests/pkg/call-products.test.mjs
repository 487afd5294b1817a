import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, describe, test } from "node:test";
import { call } from "tencentcloud-edge";
import { rejection } from "./support.mjs";

const CREDENTIALS = { secretId: "AKIDexample", secretKey: "a secret", token: "a token" };

/**
 * Other products, each with its own version, its own shape of reply and of error, as their API pages have them.
 * @type {Array<{name: string, request: import("tencentcloud-edge").ApiRequest, region?: string, reply: string, value: object}>}
 */
const PRODUCTS = [
  {
    name: "sts GetCallerIdentity: no region, no parameters, ids as texts",
    request: { service: "sts", version: "2018-08-13", action: "GetCallerIdentity" },
    reply:
      '{"Response":{"AccountId":"100000000001","Arn":"qcs::sts:1000262333:assumed-role/461168601842741","PrincipalId":"24","Type":"CAMUser","UserId":"24","RequestId":"r-1"}}',
    value: {
      AccountId: "100000000001",
      Arn: "qcs::sts:1000262333:assumed-role/461168601842741",
      PrincipalId: "24",
      Type: "CAMUser",
      UserId: "24",
      RequestId: "r-1",
    },
  },
  {
    name: "monitor GetMonitorData: nested lists in both directions, floats",
    request: {
      service: "monitor",
      version: "2018-07-24",
      action: "GetMonitorData",
      payload: {
        Namespace: "QCE/CVM",
        MetricName: "CPUUsage",
        Period: 60,
        Instances: [{ Dimensions: [{ Name: "InstanceId", Value: "ins-j0hk02zo" }] }],
      },
    },
    region: "ap-guangzhou",
    reply:
      '{"Response":{"Period":60,"MetricName":"CPUUsage","DataPoints":[{"Dimensions":[{"Name":"InstanceId","Value":"ins-j0hk02zo"}],"Timestamps":[1618876800,1618876860],"Values":[0.1,1e-7]}],"RequestId":"r-2"}}',
    value: {
      Period: 60,
      MetricName: "CPUUsage",
      DataPoints: [
        {
          Dimensions: [{ Name: "InstanceId", Value: "ins-j0hk02zo" }],
          Timestamps: [1618876800, 1618876860],
          Values: [0.1, 1e-7],
        },
      ],
      RequestId: "r-2",
    },
  },
  {
    name: "cdb DescribeTasks: integers that no double holds, null members, Chinese",
    request: {
      service: "cdb",
      version: "2017-03-20",
      action: "DescribeTasks",
      payload: { Limit: 1, 名: "值" },
    },
    region: "ap-beijing",
    reply:
      '{"Response":{"TotalCount":9007199254740993,"Items":[{"JobId":18446744073709551615,"Message":"任务","EndTime":null}],"RequestId":"r-3"}}',
    value: {
      TotalCount: 9007199254740993n,
      Items: [{ JobId: 18446744073709551615n, Message: "任务", EndTime: null }],
      RequestId: "r-3",
    },
  },
];

/** The service's side: what came, and what it answers. @type {{seen: Array<{headers: Record<string, string>, body: string}>, reply: string}} */
const service = { seen: [], reply: "" };
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  service.seen.push({
    headers: /** @type {Record<string, string>} */ (request.headers),
    body: Buffer.concat(parts).toString(),
  });
  response.setHeader("content-type", "application/json");
  response.end(service.reply);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const endpoint = `http://127.0.0.1:${port}`;
after(() => server.close());

/** The signature as the documentation computes it, with node:crypto. @param {Record<string, string>} headers @param {string} body @param {string} product */
function signature(headers, body, product) {
  const hash = (/** @type {string} */ text) => createHash("sha256").update(text).digest("hex");
  const hmac = (/** @type {string | Buffer} */ key, /** @type {string} */ text) =>
    createHmac("sha256", key).update(text).digest();
  const timestamp = headers["x-tc-timestamp"];
  const date = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10);
  const signed = `content-type:${headers["content-type"]}\nhost:${headers.host}\nx-tc-action:${headers["x-tc-action"].toLowerCase()}\n`;
  const canonical = ["POST", "/", "", signed, "content-type;host;x-tc-action", hash(body)].join("\n");
  const scope = `${date}/${product}/tc3_request`;
  const key = hmac(hmac(hmac(`TC3${CREDENTIALS.secretKey}`, date), product), "tc3_request");
  const text = ["TC3-HMAC-SHA256", timestamp, scope, hash(canonical)].join("\n");
  return `TC3-HMAC-SHA256 Credential=${CREDENTIALS.secretId}/${scope}, SignedHeaders=content-type;host;x-tc-action, Signature=${hmac(key, text).toString("hex")}`;
}

describe("call, of any product", () => {
  for (const { name, request, region, reply, value } of PRODUCTS) {
    test(name, async () => {
      Object.assign(service, { seen: [], reply });
      const found = await call(request, { credentials: CREDENTIALS, endpoint, ...(region && { region }) });
      assert.deepEqual(found, value);
      const [{ headers, body }, ...more] = service.seen;
      assert.deepEqual(more, []);
      assert.deepEqual(JSON.parse(body), request.payload ?? {});
      assert.equal(headers["x-tc-version"], request.version);
      assert.equal(headers["x-tc-action"], request.action);
      assert.equal(headers["x-tc-region"], region);
      assert.equal(headers["x-tc-token"], CREDENTIALS.token);
      assert.equal(headers["x-tc-language"], "en-US");
      assert.equal(headers.authorization, signature(headers, body, request.service));
    });
  }

  test("an error of another product is read as it is, and judged by its prefix", async () => {
    Object.assign(service, {
      seen: [],
      reply:
        '{"Response":{"Error":{"Code":"ResourceNotFound.RoleNotFound","Message":"角色不存在"},"RequestId":"r-4"}}',
    });
    const error = await rejection(
      call(
        { service: "cam", version: "2019-01-16", action: "GetRole" },
        { credentials: CREDENTIALS, endpoint, language: "zh-CN" },
      ),
    );
    assert.deepEqual(
      [error.code, error.message, error.requestId, error.action, error.advice],
      ["ResourceNotFound.RoleNotFound", "角色不存在", "r-4", "GetRole", "fix-request"],
    );
    assert.equal(service.seen[0].headers["x-tc-language"], "zh-CN");
  });
});
