import type { FleetMetrics } from "../fleet/metrics";
import type { Count } from "../fleet/store/counters";
import type { Family, Sample } from "./open-metrics";

/** The metrics of the object of an account and region; undefined if it did not answer. */
export interface ObjectMetrics {
  readonly account: string;
  readonly region: string;
  readonly metrics: FleetMetrics | undefined;
}

type Read = (metrics: FleetMetrics) => readonly Sample[];

const one = (value: number | undefined): Sample[] => (value === undefined ? [] : [{ labels: {}, value }]);
const counted = (counters: readonly Count[], name: string): Sample[] =>
  counters.filter((count) => count.name === name);

/** The families reported by objects; account and region are prepended to the labels. */
const OF_OBJECTS: ReadonlyArray<Omit<Family, "samples"> & { readonly read: Read }> = [
  {
    name: "tencentcloud_edge_cloud_requests",
    type: "counter",
    help: "Requests to the cloud by action and code",
    read: ({ counters }) => counted(counters, "cloud_requests"),
  },
  {
    name: "tencentcloud_edge_pace_used",
    type: "gauge",
    help: "Requests of the last second; the action acting stands for all actions that change something",
    read: ({ rateLimits }) => rateLimits.map(({ action, used }) => ({ labels: { action }, value: used })),
  },
  {
    name: "tencentcloud_edge_pace_limit",
    type: "gauge",
    help: "The most requests allowed in a second at present: less after the cloud has throttled",
    read: ({ rateLimits }) => rateLimits.map(({ action, limit }) => ({ labels: { action }, value: limit })),
  },
  {
    name: "tencentcloud_edge_jobs",
    type: "gauge",
    help: "Stored jobs, by state",
    read: ({ jobs }) => jobs.map(({ state, count }) => ({ labels: { state }, value: count })),
  },
  {
    name: "tencentcloud_edge_instances",
    type: "counter",
    help: "Instances of finished jobs, by outcome",
    read: ({ counters }) => counted(counters, "instances"),
  },
  {
    name: "tencentcloud_edge_event_streams",
    type: "gauge",
    help: "Open event streams",
    read: ({ eventStreams }) => one(eventStreams),
  },
  {
    name: "tencentcloud_edge_alarm_late_seconds",
    type: "gauge",
    help: "How late the last alarm fired, or how long the next one is overdue, whichever is more",
    read: ({ alarmLateMs }) => one(alarmLateMs === undefined ? undefined : alarmLateMs / 1_000),
  },
];

function ofObjects(objects: readonly ObjectMetrics[]): Family[] {
  return OF_OBJECTS.map(({ read, ...family }) => ({
    ...family,
    samples: objects.flatMap(({ account, region, metrics }) =>
      metrics
        ? read(metrics).map(({ labels, value }) => ({ labels: { account, region, ...labels }, value }))
        : [],
    ),
  }));
}

/**
 * All families of /metrics.
 * @param registry undefined if it did not answer
 */
export const familiesOf = (
  objects: readonly ObjectMetrics[],
  registry: FleetMetrics | undefined,
): Family[] => [
  {
    name: "tencentcloud_edge_http_requests",
    type: "counter",
    help: "Requests to the gateway by route, method and status",
    samples: registry ? counted(registry.counters, "http_requests") : [],
  },
  {
    name: "tencentcloud_edge_object_up",
    type: "gauge",
    help: "Whether the object of an account and region answers",
    samples: objects.map(({ account, region, metrics }) => ({
      labels: { account, region },
      value: metrics ? 1 : 0,
    })),
  },
  ...ofObjects(objects),
];
