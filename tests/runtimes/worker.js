import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import vectors from "vectors";
import { holdAll } from "../support/vectors.mjs";

export default {
  fetch: () => Response.json(holdAll(main, alone, vectors)),
};

/** The test's workerd knows the gateway's Durable Object, so every worker it runs has to have one of the name. */
export class FleetObject {}
