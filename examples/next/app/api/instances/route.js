import { describeInstances } from "tencentcloud-edge";
import { options } from "../../../cloud.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

/** What there is, from the edge runtime. */
export async function GET() {
  const instances = [];
  for await (const { InstanceId, InstanceName, InstanceState } of describeInstances(options)) {
    instances.push({ id: InstanceId, name: InstanceName, state: InstanceState });
  }
  return Response.json(instances);
}
