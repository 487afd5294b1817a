import assert from "node:assert/strict";
import { group } from "./cases.mjs";

/** Regions and zones. */
export const places = () => group("describes", [regionsAndZones]);

/** @param {import("./cases.mjs").Cases} cases */
function regionsAndZones({ add }) {
  add("documented", "reads", "regions have names and are available", async ({ ask }) => {
    const { RegionSet } = await ask({ action: "DescribeRegions" });
    assert.ok(RegionSet.length > 0);
    for (const { Region, RegionName, RegionState } of RegionSet) {
      assert.match(Region, /^[a-z]+-[a-z-]+$/);
      assert.ok(RegionName.length > 0);
      assert.equal(RegionState, "AVAILABLE");
    }
  });
  add("documented", "reads", "zones belong to the region", async ({ ask, region }) => {
    const { ZoneSet, TotalCount } = await ask({ action: "DescribeZones" });
    assert.equal(ZoneSet.length, TotalCount);
    for (const { Zone, ZoneName, ZoneId, ZoneState } of ZoneSet) {
      assert.match(Zone, new RegExp(`^${region}-\\d+$`));
      assert.ok(ZoneName.length > 0);
      assert.match(ZoneId, /^\d+$/);
      assert.ok(["AVAILABLE", "UNAVAILABLE"].includes(ZoneState));
    }
  });
}
