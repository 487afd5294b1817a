/**
 * Where the rows of src/model and the vendor's metadata differ, and why the model stays.
 * @type {Array<{difference: string, why: string}>}
 */
export const KNOWN = [
  ...["Placement", "ImageId"].map((name) => ({
    difference: `RunInstances.${name} required: true in the model, false in the metadata`,
    why: "optional only with a launch template, which the emulator does not have",
  })),
  ...[
    ["LaunchTemplate", "the emulator has no launch templates"],
    ["ActionTimer", "the emulator has no action timers"],
    ["InstanceMarketOptions", "the emulator sells no spot instances"],
    ["ChcIds", "the emulator has no CHC servers"],
    ["PartitionNumber", "the emulator has no placement groups"],
    ["NetworkInterfaces", "open to some accounts only"],
    ["Metadata", "the emulator keeps no metadata of an instance"],
    ["CpuTopology", "the emulator has no CPU topology"],
  ].map(([name, why = ""]) => ({ difference: `RunInstances.${name}: only in the metadata`, why })),
];
