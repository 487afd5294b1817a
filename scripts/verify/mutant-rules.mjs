const EMULATOR =
  "actions/describe actions/describe_regions actions/filters actions/instance_spec actions/mod actions/operate actions/run_instances auth/mod auth/tc3 auth/v1 fleet/instance fleet/mod http/query check request/common request/host request/params request/rate_limit";

/**
 * What decides, and the tests that hold it; tables, randomness and doors are not among it.
 * @type {Record<string, {crate: string, files: string[], tests: string[], without?: string[]}>}
 */
export const RULES = {
  emulator: {
    crate: "tencentcloud-edge-emulator",
    files: EMULATOR.split(" ").map((name) => `emulator/src/${name}.rs`),
    tests: ["service"],
  },
  job: {
    crate: "tencentcloud-edge",
    files: ["src/job/**/*.rs", "src/pace/*.rs", "src/wire.rs", "src/budget.rs"],
    tests: ["fleet", "model", "pace"],
    // The slowest, which notice little that the others do not.
    without: ["dead_service", "ten_thousand", "hundred_bad"],
  },
  signer: {
    crate: "tencentcloud-edge",
    files: ["src/sign/*.rs", "src/sign/v1/*.rs"],
    tests: ["vectors", "bad_input", "bad_input_v1", "hash"],
  },
};
