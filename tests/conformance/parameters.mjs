import { cases } from "./expect.mjs";
import { ACTIONS, NOBODY, VALUES } from "./tables.mjs";

const MALFORMED = ["InvalidInstanceId.Malformed", "InvalidParameterValue.InstanceIdMalformed"];

/** Parameters of the wrong type, number and form. No request of these may change anything. */
export function parameters() {
  const { list, answers } = cases("parameters");
  for (const { name: action, acts, params, least } of ACTIONS) {
    const does = acts ? "dry" : "reads";
    for (const [param, kind] of Object.entries(params)) {
      for (const { name, value, is } of VALUES) {
        if (is.includes(kind)) continue;
        const given = { ...least, [param]: value };
        const typed =
          param === "InstanceIds" || param === "Filters" || name !== "a list of lists" || kind !== "objects";
        if (typed)
          answers(
            "documented",
            does,
            `${action}: ${param} is ${name}`,
            { action, params: given },
            "InvalidParameter",
          );
      }
    }
    if (!("InstanceIds" in params)) continue;
    for (const id of [
      "",
      "x",
      "ins-",
      "ins-1122",
      "ins-123456789",
      "INS-11112222",
      "ins-ABCDEFGH",
      "ins_11112222",
      "ins-1111222!",
      " ins-11112222",
      "lhins-11112222",
      "实例-11112222",
    ]) {
      answers(
        "documented",
        does,
        `${action}: the id "${id}"`,
        { action, params: { InstanceIds: [id] } },
        MALFORMED,
      );
    }
    const many = Array.from({ length: 101 }, (_, at) => `ins-${String(at).padStart(8, "0")}`);
    answers(
      "documented",
      does,
      `${action}: 101 ids`,
      { action, params: { InstanceIds: many } },
      "InvalidParameterValue.LimitExceeded",
    );
    answers(
      "assumed",
      does,
      `${action}: 100 ids that are not there`,
      { action, params: { InstanceIds: many.slice(1) } },
      acts ? "InvalidInstanceId.NotFound" : "ok",
    );
    answers(
      "assumed",
      does,
      `${action}: one id a hundred and one times`,
      { action, params: { InstanceIds: Array(101).fill(NOBODY) } },
      "InvalidParameterValue.LimitExceeded",
    );
    if (!acts) continue;
    answers("documented", does, `${action}: without ids`, { action }, "MissingParameter");
    answers(
      "assumed",
      does,
      `${action}: with no ids`,
      { action, params: { InstanceIds: [] } },
      "MissingParameter",
    );
    answers(
      "assumed",
      does,
      `${action}: with null for ids`,
      { action, params: { InstanceIds: null } },
      "MissingParameter",
    );
    for (const method of /** @type {const} */ (["POST", "GET"])) {
      for (const scheme of /** @type {const} */ (["tc3", "v1"])) {
        answers(
          "documented",
          does,
          `${action}: an id that is not there, ${scheme} over ${method}`,
          { action, method, scheme, params: { InstanceIds: [NOBODY] } },
          "InvalidInstanceId.NotFound",
        );
      }
    }
  }
  const ids = { InstanceIds: [NOBODY] };
  for (const [action, more] of /** @type {Array<[string, object]>} */ ([
    ["StopInstances", { StopType: "GENTLE" }],
    ["StopInstances", { StopType: "" }],
    ["StopInstances", { StopType: "soft" }],
    ["StopInstances", { StoppedMode: "SLEEP" }],
    ["RebootInstances", { StopType: "GENTLE" }],
  ])) {
    answers(
      "documented",
      "dry",
      `${action}: ${JSON.stringify(more)}`,
      { action, params: { ...ids, ...more } },
      "InvalidParameterValue",
    );
  }
  for (const [action, more] of /** @type {Array<[string, object]>} */ ([
    ["StopInstances", { ForceStop: true, StopType: "HARD" }],
    ["RebootInstances", { ForceReboot: false, StopType: "HARD" }],
  ])) {
    answers(
      "documented",
      "dry",
      `${action}: ${JSON.stringify(more)}`,
      { action, params: { ...ids, ...more } },
      "InvalidParameterCombination",
    );
  }
  return [...list, ...orders()];
}

/** RunInstances, as a dry run: an order of the wrong form is refused, a good one creates nothing. */
function orders() {
  const { list, answers } = cases("orders");
  const least = { Placement: { Zone: "ap-guangzhou-3" }, ImageId: "img-00000000", DryRun: true };
  for (const [more, code] of /** @type {Array<[object, string]>} */ ([
    [{ Placement: undefined }, "MissingParameter"],
    [{ Placement: {} }, "MissingParameter"],
    [{ Placement: { Zone: "ap-singapore-1" } }, "InvalidZone.MismatchRegion"],
    [{ Placement: { Zone: "ap-guangzhou-3", Odd: 1 } }, "UnknownParameter"],
    [{ ImageId: undefined }, "MissingParameter"],
    [{ ImageId: "x" }, "InvalidImageId.Malformed"],
    [{ InstanceType: "x" }, "InvalidInstanceType.Malformed"],
    [{ InstanceName: "n".repeat(129) }, "InvalidInstanceName.TooLong"],
    [{ ClientToken: "t".repeat(65) }, "InvalidClientToken.TooLong"],
    [{ InstanceCount: 0 }, "InvalidParameterValue"],
    [{ InstanceCount: 501 }, "InvalidParameterValue"],
    [{ InstanceCount: 1, MinCount: 2 }, "InvalidParameterValue.InvalidParameterMinCount"],
    [{ InstanceChargeType: "FREE" }, "InvalidParameterValue"],
    [{ InstanceChargeType: "PREPAID" }, "MissingParameter"],
    [{ InstanceChargeType: "PREPAID", InstanceChargePrepaid: { Period: 13 } }, "InvalidPeriod"],
    [{ UserData: "not base64!" }, "InvalidParameterValue.InvalidUserDataFormat"],
    [{ DataDisks: [{}] }, "MissingParameter"],
    [{ TagSpecification: [{ ResourceType: "instance", Tags: [{ Key: "a" }] }] }, "MissingParameter"],
    [{ VirtualPrivateCloud: { VpcId: "vpc-00000000" } }, "MissingParameter"],
    [{ LoginSettings: { Password: 7 } }, "InvalidParameter"],
    [{ SystemDisk: { DiskSize: "50" } }, "InvalidParameter"],
  ])) {
    answers(
      "assumed",
      "dry",
      `RunInstances: ${JSON.stringify(more, (_, value) => value ?? null).slice(0, 80)}`,
      { action: "RunInstances", params: { ...least, ...more } },
      code,
    );
  }
  return list;
}
