import { CALL_OPTIONS } from "../calling/options.js";
import { members } from "../core/members.js";
import { filtersOf, isSelected, readSelect } from "./select.js";

/**
 * `findInstances` over the entry's `describeInstances`.
 * @param {Pick<typeof import("../../index.js"), "describeInstances">} client
 * @returns {typeof import("../../index.js").findInstances}
 */
export const createFindInstances = ({ describeInstances }) =>
  function findInstances(select, options) {
    const selection = readSelect(select);
    const calling = /** @type {typeof options} */ (members("options", options, CALL_OPTIONS));
    return selected(describeInstances({ ...calling, filters: filtersOf(selection) }), selection);
  };

/** @param {AsyncIterable<import("../../index.js").Instance>} instances @param {import("./select.js").Selection} selection */
async function* selected(instances, selection) {
  for await (const instance of instances) if (isSelected(selection, instance)) yield instance;
}
