import assert from "node:assert/strict";
import { network, refusals, signatures } from "./refusals.mjs";
import { accepted, GET, ids, isNow, total } from "./steps.mjs";

/** @typedef {import("./steps.mjs").Scenario} Scenario */

/** @type {Scenario[]} */
export const scenarios = [...operations(), ...describes(), ...signatures(), ...refusals(), ...network()];

/** @returns {Scenario[]} */
function operations() {
  return [
    {
      name: "start",
      action: "StartInstances",
      params: ids("ins-stopped1", "ins-stopped2"),
      check: accepted,
      afterwards: [isNow("ins-stopped2", "STARTING")],
    },
    {
      name: "start over GET",
      action: "StartInstances",
      params: ids("ins-stopped1"),
      how: GET,
      check: accepted,
      afterwards: [isNow("ins-stopped1", "STARTING")],
    },
    {
      name: "stop",
      action: "StopInstances",
      params: { ...ids("ins-running1"), StopType: "SOFT_FIRST", StoppedMode: "STOP_CHARGING" },
      check: accepted,
      afterwards: [isNow("ins-running1", "STOPPING")],
    },
    {
      name: "stop over GET, with a boolean",
      action: "StopInstances",
      params: { ...ids("ins-running1"), ForceStop: true },
      how: GET,
      check: accepted,
      afterwards: [isNow("ins-running1", "STOPPING")],
    },
    {
      name: "reboot",
      action: "RebootInstances",
      params: ids("ins-running1", "ins-running2"),
      check: accepted,
      afterwards: [isNow("ins-running2", "REBOOTING")],
    },
    {
      name: "terminate",
      action: "TerminateInstances",
      params: ids("ins-stopped1"),
      check: accepted,
      afterwards: [isNow("ins-stopped1", "TERMINATING")],
    },
    {
      name: "run",
      action: "RunInstances",
      params: {
        Placement: { Zone: "ap-guangzhou-3" },
        ImageId: "img-487zeit5",
        InstanceType: "S5.MEDIUM4",
        InstanceCount: 2,
        InstanceName: "new",
        TagSpecification: [{ ResourceType: "instance", Tags: [{ Key: "env", Value: "test" }] }],
      },
      check: (result) => assert.equal(result.InstanceIdSet.length, 2),
      afterwards: [
        {
          action: "DescribeInstances",
          params: { Filters: [{ Name: "tag:env", Values: ["test"] }] },
          check: total(2),
        },
      ],
    },
    {
      name: "the latest operation is the call's own",
      action: "DescribeInstances",
      params: ids("ins-stopped1"),
      before: [{ action: "StartInstances", params: ids("ins-stopped1") }],
      check: ({ InstanceSet: [row] }) =>
        assert.deepEqual([row.LatestOperation, row.LatestOperationState], ["StartInstances", "OPERATING"]),
    },
  ];
}

/** @returns {Scenario[]} */
function describes() {
  const filter = (/** @type {string} */ Name, /** @type {string[]} */ ...Values) => ({ Name, Values });
  return [
    { name: "describe all", action: "DescribeInstances", check: total(4) },
    {
      name: "describe a page",
      action: "DescribeInstances",
      params: { Offset: 1, Limit: 2 },
      check: (result) =>
        assert.deepEqual(
          result.InstanceSet.map((row) => row.InstanceId),
          ["ins-stopped2", "ins-running1"],
        ),
    },
    {
      name: "describe a page over GET",
      action: "DescribeInstances",
      params: { Offset: 3, Limit: 2 },
      how: GET,
      check: (result) => assert.equal(result.InstanceSet.length, 1),
    },
    {
      name: "describe by filters",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-state", "STOPPED", "STARTING"), filter("instance-name", "web")] },
      check: total(2),
    },
    {
      name: "describe by a filter in Chinese",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-name", "中文-1")] },
      check: total(1),
    },
    {
      name: "describe by a filter in Chinese over GET, with a space",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-name", "db 中文-2")] },
      how: GET,
      check: total(1),
    },
    {
      name: "describe by a filter over GET, with signs",
      action: "DescribeInstances",
      params: { Filters: [filter("instance-name", "a+b&c=d/e*(f)!'~")] },
      how: GET,
      check: total(0),
    },
    {
      name: "describe ids that are not there",
      action: "DescribeInstances",
      params: ids("ins-99999999"),
      check: total(0),
    },
    {
      name: "describe states",
      action: "DescribeInstancesStatus",
      params: { Limit: 3 },
      check: (result) => assert.deepEqual([result.TotalCount, result.InstanceStatusSet.length], [4, 3]),
    },
    {
      name: "describe states over GET",
      action: "DescribeInstancesStatus",
      params: ids("ins-running1"),
      how: GET,
      check: (result) => assert.equal(result.InstanceStatusSet[0].InstanceState, "RUNNING"),
    },
    {
      name: "describe in another region",
      action: "DescribeInstances",
      how: { region: "ap-singapore" },
      check: total(1),
    },
    {
      name: "regions",
      action: "DescribeRegions",
      check: (result) => assert.equal(result.RegionSet[0].RegionName, "South China (Guangzhou)"),
    },
    {
      name: "regions in Chinese",
      action: "DescribeRegions",
      how: { language: "zh-CN" },
      check: (result) => assert.equal(result.RegionSet[0].RegionName, "华南地区(广州)"),
    },
    {
      name: "zones",
      action: "DescribeZones",
      check: (result) =>
        assert.ok(result.ZoneSet.some((row) => row.Zone === "ap-guangzhou-3" && row.ZoneId === "100003")),
    },
    {
      name: "nested objects arrive whole",
      action: "DescribeInstances",
      params: ids("ins-stopped1"),
      check: ({ InstanceSet: [row] }) =>
        assert.deepEqual([row.Placement.ProjectId, row.SystemDisk.DiskSize, row.Tags[0].Key], [0, 50, "env"]),
    },
  ];
}
