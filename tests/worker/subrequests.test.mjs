import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../www/load.mjs";

const { SubrequestBudget } = await load("fleet/subrequest-budget", "worker/src");

test("requests, connections tried and requests for credentials are paid from one budget, and what may follow fits", () => {
  const cloud = { overhead: 7 };
  const budget = new SubrequestBudget(cloud);
  let made = 0;
  for (; budget.left() > 0; made += 2) {
    budget.spend();
    cloud.overhead += 1;
  }
  // Six in flight are lost and have a connection tried each; sts is asked twice, with a connection; one to the host.
  assert.ok(made + 6 + 4 <= 50, `${made} subrequests`);
  assert.ok(made > 30, `${made} subrequests`);
});
