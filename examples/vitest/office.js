import { startInstances } from "tencentcloud-edge";

/** What is tested: starts the machines of an office and says who is missing. */
export async function openOffice(ids, options) {
  const { instances } = await startInstances(ids, options);
  return instances.filter(({ outcome }) => outcome !== "done").map(({ instanceId }) => instanceId);
}
