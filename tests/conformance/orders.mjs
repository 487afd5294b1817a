import { group } from "./cases.mjs";

/** RunInstances, as a dry run: an order of the wrong form is refused, a good one creates nothing. */
export const orders = () => group("orders", [badOrders]);

/** @param {import("./cases.mjs").Cases} cases */
function badOrders({ answers }) {
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
}
