import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { adviceFor } = await load("api/advice");

test("the gateway's own advice comes first, then that of the code, then that of the status", () => {
  const cases = [
    [{ status: 502, code: "AuthFailure.SecretIdNotFound", advice: "wait" }, "wait"],
    [{ status: 502, code: "AuthFailure.SecretIdNotFound" }, "fix-credentials"],
    [{ status: 502, code: "AuthFailure.UnauthorizedOperation" }, "fix-permissions"],
    [{ status: 503, code: "RequestLimitExceeded.UinLimitExceeded" }, "wait"],
    [{ status: 0, code: "Page.NoReply" }, "retry"],
    [{ status: 500, code: "Gateway.Internal" }, "retry"],
    [{ status: 400, code: "Gateway.BadRequest" }, "fix-request"],
    [{ status: 400, code: "Client.InvalidInstanceId" }, "fix-request"],
    [{ status: 400, code: "UnsupportedOperation.InstanceStateStarting" }, "wait"],
    [{ status: 400, code: "UnsupportedOperation.InstanceStateNew" }, "fix-request"],
    [{ status: 400, code: "RequestLimitExceededX" }, "fix-request"],
    [{ status: 400, code: "ResourceInsufficient.SomeNewReason" }, "wait"],
  ];
  for (const [problem, advice] of cases) assert.equal(adviceFor(problem), advice, JSON.stringify(problem));
});
