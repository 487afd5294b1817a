import { call, describeInstances, startInstances } from "tencentcloud-edge";
import { demoCredentials } from "tencentcloud-edge/emulator";
import * as wasm from "../../pkg/dist/client.js";

/** What a visitor may ask of somebody's own Worker; each gives what it found. */
const routes = {
  async call(options) {
    const { TotalCount } = await call(
      { service: "cvm", version: "2017-03-12", action: "DescribeInstances", payload: { Limit: 1 } },
      options,
    );
    return TotalCount;
  },

  async describe(options) {
    let count = 0;
    for await (const _ of describeInstances(options)) count += 1;
    return count;
  },

  async start({ ids, ...options }) {
    const { instances } = await startInstances(ids, options);
    return instances.map(({ outcome, sent, error }) => ({ outcome, sent, code: error?.code }));
  },

  /** What the module holds at the moment. */
  async held() {
    return { signers: wasm.key_count(), bytes: wasm.initSync().memory.buffer.byteLength };
  },
};

export default {
  async fetch(request, env) {
    const { route, early, ...options } = await request.json();
    const asked = { region: "ap-guangzhou", credentials: demoCredentials, endpoint: env.SERVICE, ...options };
    const work = routes[route](asked).then(
      (value) => ({ value }),
      (error) => ({ error: { code: error.code, message: error.message } }),
    );
    const pause = new Promise((resolve) => setTimeout(resolve, early ?? 2 ** 31 - 1, { early: true }));
    return Response.json(await Promise.race(early === undefined ? [work] : [work, pause]));
  },
};

/** The test's workerd knows the gateway's Durable Object, so every worker it runs has to have one of the name. */
export class FleetObject {}
