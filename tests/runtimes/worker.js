import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import * as v1 from "tencentcloud-edge/v1";
import vectors from "vectors";
import { holdAll } from "../support/vectors.mjs";

/** What signing says in the global scope, where the clock stands at 0. */
const atStart = [main.signRequest, alone.signRequest, v1.signRequestV1].map((signRequest) => {
  try {
    return signRequest(
      { service: "cvm", version: "2017-03-12", action: "DescribeZones" },
      { secretId: "id", secretKey: "key" },
    );
  } catch (thrown) {
    return { code: thrown.code, message: thrown.message };
  }
});

export default {
  fetch: ({ url }) => Response.json(url.endsWith("/start") ? atStart : holdAll([main, alone], v1, vectors)),
};

/** The test's workerd knows the gateway's Durable Object, so every worker it runs has to have one of the name. */
export class FleetObject {}
