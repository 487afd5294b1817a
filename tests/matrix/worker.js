import * as client from "tencentcloud-edge";
import { perform } from "./agent.mjs";

export default {
  async fetch(request) {
    return Response.json(await perform(client, await request.json()));
  },
};

/** The test's workerd knows the gateway's Durable Object, so every worker it runs has to have one of the name. */
export class FleetObject {}
