import { describeInstances } from "../../index.js";

/** @typedef {import("../../index.js").Instance} Instance */
/** @typedef {import("./choose.js").Chosen} Chosen */
/** One that was asked for; without `instance` the service does not know it there. @typedef {{region: string, id: string, instance?: Instance}} Described */

/**
 * What the service says of each of these instances.
 * @param {import("../connection/connection.js").Connection} connection
 * @param {Chosen[]} chosen
 * @param {AbortSignal} [signal]
 * @returns {Promise<Described[]>} in the order of `chosen`
 */
export async function describeChosen(connection, chosen, signal) {
  const found = await Promise.all(
    chosen.map(async ({ region, ids }) => {
      /** @type {Map<string, Instance>} */
      const instances = new Map();
      if (ids.length === 0) return [];
      const options = { ...connection.options("cvm"), region, instanceIds: ids, ...(signal && { signal }) };
      for await (const instance of describeInstances(options)) instances.set(instance.InstanceId, instance);
      return ids.map((id) => {
        const instance = instances.get(id);
        return { region, id, ...(instance && { instance }) };
      });
    }),
  );
  return found.flat();
}
