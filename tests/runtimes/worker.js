import * as main from "tencentcloud-edge";
import * as later from "tencentcloud-edge/async";
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

/** The names of `/async`, and whether its functions work before `ready()` too: the module comes compiled. */
function asyncEntry() {
  const { secretId, secretKey } = { secretId: "id", secretKey: "key" };
  const request = { service: "cvm", version: "2017-03-12", action: "DescribeZones" };
  const [early, same] = [later, main].map(({ signRequest }) =>
    signRequest(request, { secretId, secretKey }, { timestamp: 1 }),
  );
  return { names: Object.keys(later).sort(), early, same };
}

async function vectorsOfAll() {
  await later.ready();
  return holdAll([main, alone, later], v1, vectors);
}

const ANSWERS = { "/start": () => atStart, "/async": asyncEntry, "/": vectorsOfAll };

export default {
  fetch: async ({ url }) => Response.json(await ANSWERS[new URL(url).pathname]()),
};

/** The test's workerd knows the gateway's Durable Object, so every worker it runs has to have one of the name. */
export class FleetObject {}
