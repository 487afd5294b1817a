import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { demoCredentials } from "tencentcloud-edge/emulator";
import { findPython, prometheus } from "../../scripts/lib/peers.mjs";
import { load } from "../www/load.mjs";
import {
  asProblem,
  control,
  envOf,
  REGION,
  startGateway,
  startPair,
  stoppedIds,
  tokensOf,
  until,
} from "./gateway.mjs";

const python = findPython();
const packages = await prometheus(python);

/**
 * What Prometheus' own parser finds in the text; it refuses what the format does not allow.
 * @param {string} text
 * @returns {Record<string, { type: string, help: string, samples: Array<[string, Record<string, string>, number]> }>}
 */
function parse(text) {
  const { stdout, stderr, status } = spawnSync(python, [`${import.meta.dirname}/open-metrics.py`], {
    input: text,
    env: { ...process.env, PYTHONPATH: packages },
    encoding: "utf8",
  });
  assert.equal(status, 0, `${stderr}\n${text}`);
  return JSON.parse(stdout);
}

const WATCH = { watcher: { metrics: true } };

describe("/metrics", () => {
  /** @type {Awaited<ReturnType<typeof startPair>>} */
  let pair;
  before(async () => {
    pair = await startPair({ tokens: WATCH });
  });
  after(() => pair.close());

  const read = async () => {
    const reply = await pair.gateway.raw("/metrics", { token: "watcher" });
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get("content-type") ?? "", /^application\/openmetrics-text; version=1\.0\.0/);
    return parse(await reply.text());
  };
  /**
   * The value of the sample with these labels, or undefined.
   * @param {Awaited<ReturnType<typeof read>>} families
   * @param {string} name @param {Record<string, string>} labels
   */
  const figure = (families, name, labels) =>
    families[`tencentcloud_edge_${name}`]?.samples.find(([, given]) =>
      Object.entries(labels).every(([label, text]) => given[label] === text),
    )?.[2];

  test("/metrics and /readyz answer 401 without a token and 403 without the scope", async () => {
    for (const path of ["/metrics", "/readyz"]) {
      const nobody = await pair.gateway.api(path);
      assert.equal(nobody.status, 401, path);
      assert.equal(nobody.headers.get("www-authenticate"), "Bearer");
      const other = await pair.gateway.api(path, { token: "ops" });
      assert.equal(other.status, 403, path);
      assert.equal(asProblem(other).scope, "metrics");
    }
  });

  test("a job is counted in every metric that it affects", async () => {
    const ids = await stoppedIds(pair.emulator, 2);
    const { body } = await pair.gateway.start([...ids, "ins-zzzzzzzz"]);
    await pair.gateway.ended(body.id);
    const families = await read();
    const place = { account: "default", region: REGION };
    assert.equal(figure(families, "jobs", { ...place, state: "done" }), 1);
    assert.equal(figure(families, "instances", { ...place, outcome: "done" }), 2);
    assert.equal(figure(families, "instances", { ...place, outcome: "failed" }), 1);
    const { requests } = await pair.emulator.snapshot();
    const starts = requests.filter((r) => r.action === "StartInstances").length;
    assert.equal(
      figure(families, "cloud_requests", { ...place, action: "StartInstances", code: "OK" }),
      starts,
    );
    assert.equal(figure(families, "pace_limit", { ...place, action: "acting" }), 10);
    assert.ok((figure(families, "alarm_late_seconds", place) ?? -1) >= 0);
    for (const region of ["ap-guangzhou", "ap-singapore", "na-ashburn"])
      assert.equal(figure(families, "object_up", { account: "default", region }), 1);
    assert.equal(families.tencentcloud_edge_http_requests?.type, "counter");
    const posted = { route: "/v1/jobs", method: "POST", status: "202" };
    assert.equal(figure(families, "http_requests", posted), 1);
  });

  test("the limit of acting requests falls when the cloud throttles, and recovers", async () => {
    const place = { account: "default", region: REGION, action: "acting" };
    const limit = async () => figure(await read(), "pace_limit", place) ?? assert.fail("no limit");
    await control(pair.emulator, "faults", { kind: "throttle", action: "StartInstances", times: 4 });
    const { body } = await pair.gateway.start(await stoppedIds(pair.emulator, 2));
    await until("a lower limit", async () => (await limit()) < 10);
    assert.equal((await pair.gateway.ended(body.id)).progress.outcomes.done, 2);
    await until("the whole limit", async () => (await limit()) === 10);
  });

  const UPLOADS = [
    ["a body that is cut", 'content-length: 1000\r\n\r\n{"a":'],
    ["a chunk that is cut", 'transfer-encoding: chunked\r\n\r\n400\r\n{"a":'],
  ];
  for (const [name, rest] of UPLOADS)
    test(`${name} by a client that leaves is no failure of the gateway`, async () => {
      const posted = { route: "/v1/jobs", method: "POST" };
      const count = async () => {
        const { samples } = (await read()).tencentcloud_edge_http_requests ?? assert.fail("no requests");
        return samples
          .filter(([, { route, method }]) => route === posted.route && method === posted.method)
          .reduce((sum, [, , value]) => sum + value, 0);
      };
      const before = await count();
      const { hostname, port } = new URL(pair.gateway.url());
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write(
        `POST /v1/jobs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ops\r\ncontent-type: application/json\r\n${rest}`,
      );
      await delay(200);
      socket.end();
      await until("the request to be counted", async () => (await count()) > before);
      assert.equal(figure(await read(), "http_requests", { ...posted, status: "500" }), undefined);
      assert.doesNotMatch(pair.gateway.log(), /"event":"request\.failed"/);
    });

  test("requests are counted by route, and the count survives a restart", async () => {
    const wanted = { route: "/v1/session", method: "GET", status: "200" };
    for (let count = 0; count < 3; count++) await pair.gateway.api("/v1/session", { token: "ops" });
    const before = figure(await read(), "http_requests", wanted);
    assert.equal(before, 3);
    assert.equal(figure(await read(), "http_requests", { route: "/metrics", status: "401" }), 1);
    await pair.gateway.crash();
    await pair.gateway.resume();
    await pair.gateway.api("/v1/session", { token: "ops" });
    assert.equal(figure(await read(), "http_requests", wanted), 4);
  });

  test("counts are written without a request for them", async () => {
    const wanted = { route: "none", method: "POST", status: "404" };
    await pair.gateway.api("/nowhere", { method: "POST" });
    /* The count is in memory until it is written; a new process knows what was. */
    await until("the written count", async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await pair.gateway.crash();
      await pair.gateway.resume();
      return figure(await read(), "http_requests", wanted) === 1;
    });
  });

  test("every answer has its duration in Server-Timing", async () => {
    for (const path of ["/healthz", "/v1/session", "/", "/nothing"]) {
      const { headers, body } = await pair.gateway.raw(path, { token: "ops" });
      await body?.cancel();
      assert.match(headers.get("server-timing") ?? "", /^total;dur=\d+$/, path);
    }
  });

  test("the log line of a request names its route and its account", () => {
    assert.match(
      pair.gateway.log(),
      /"event":"request","method":"POST","path":"\/v1\/jobs","route":"\/v1\/jobs","status":202,"ms":\d+,"caller":"ops","account":"default"/,
    );
  });
});

describe("/readyz", () => {
  test("a configured gateway is ready and reports warnings", async (t) => {
    const gateway = await startGateway({
      ...envOf("http://127.0.0.1:9"),
      ACCOUNTS: JSON.stringify({ prod: { ...demoCredentials, protected: true } }),
      GATEWAY_TOKENS: tokensOf({ ...WATCH, slip: { actions: ["StartInstance"], accounts: ["prd"] } }),
    });
    t.after(() => gateway.close());
    const { status, body } = await gateway.api("/readyz", { token: "watcher" });
    assert.equal(status, 200);
    assert.equal(body.ok, true);
    assert.deepEqual(body.missing, []);
    assert.deepEqual(
      body.accounts.map((/** @type {{ name: string, protected: boolean, assumeRole: boolean }} */ it) => [
        it.name,
        it.protected,
        it.assumeRole,
      ]),
      [["prod", true, false]],
    );
    const warnings = body.warnings.join("\n");
    assert.match(warnings, /TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY is not used/);
    assert.match(warnings, /scopes\.actions: "StartInstance" is not known; is StartInstances meant\?/);
    assert.match(warnings, /scopes\.accounts: "prd" is not known; is prod meant\?/);
  });

  test("misspelt regions and variables are warned of by the names that are meant, and stop nothing", async (t) => {
    const gateway = await startGateway({
      ...envOf("http://127.0.0.1:9"),
      REGIONS: "ap-guangzhuo ap-beijing ap-somewhere",
      ACCOUNTS: JSON.stringify({ prod: { ...demoCredentials, regions: ["ap-shangai"] } }),
      MAX_JOBS_INSTANCES: "s3cret",
      REGION: "s3cret",
      ACOUNTS: "s3cret",
      TENCENTCLOUD_REGION: "s3cret",
      GATEWAY_TOKENS: tokensOf(WATCH),
    });
    t.after(() => gateway.close());
    const { status, body } = await gateway.api("/readyz", { token: "watcher" });
    assert.equal(status, 200, JSON.stringify(body));
    const wanted = [
      "MAX_JOBS_INSTANCES is not a variable of the gateway; is MAX_JOB_INSTANCES meant?",
      "REGION is not a variable of the gateway; is REGIONS meant?",
      "ACOUNTS is not a variable of the gateway; is ACCOUNTS meant?",
      "REGIONS: ap-guangzhuo is not a known region; is ap-guangzhou meant?",
      "ACCOUNTS.prod.regions: ap-shangai is not a known region; is ap-shanghai meant?",
    ];
    const found = body.warnings.filter((/** @type {string} */ warning) =>
      / is not a (variable|known)/.test(warning),
    );
    assert.deepEqual(found.toSorted(), wanted.toSorted());
    for (const warning of wanted) assert.ok(gateway.log().includes(warning), warning);
    assert.doesNotMatch(gateway.log(), /s3cret/);
  });

  test("a misconfigured gateway reports what is missing to callers with the scope", async (t) => {
    const gateway = await startGateway({
      ...envOf("http://127.0.0.1:9"),
      TENCENTCLOUD_SECRET_KEY: "",
      REGIONS: "Mars",
      GATEWAY_TOKENS: tokensOf(WATCH),
    });
    t.after(() => gateway.close());
    assert.equal((await gateway.api("/readyz")).status, 401);
    const { status, body } = await gateway.api("/readyz", { token: "watcher" });
    assert.equal(status, 503);
    assert.equal(body.ok, false);
    assert.match(body.missing.join("\n"), /TENCENTCLOUD_SECRET_KEY is not set/);
    assert.match(body.missing.join("\n"), /REGIONS holds names that are not regions/);
  });

  test("without tokens nothing is reported", async (t) => {
    const gateway = await startGateway({ ...envOf("http://127.0.0.1:9"), GATEWAY_TOKENS: "[]" });
    t.after(() => gateway.close());
    const answer = await gateway.api("/readyz", { token: "ops" });
    assert.equal(answer.status, 503);
    assert.equal(asProblem(answer).code, "Gateway.NotConfigured");
  });
});

test("a registry and objects that do not answer leave /metrics to what does", async () => {
  const { metrics } = await load("routes/metrics", "worker/src");
  const never = new Promise(() => {});
  const silent = { metrics: () => never };
  const empty = { jobs: [], counters: [], rateLimits: [], eventStreams: 3 };
  const answering = { metrics: async () => empty };
  const caller = {
    env: {
      FLEET: {
        idFromName: (/** @type {string} */ name) => name,
        get: (/** @type {string} */ name) => (name === "prod:answers" ? answering : silent),
      },
    },
    config: { accounts: [{ name: "prod", regions: ["silent", "answers"] }] },
    principal: { name: "watcher", scopes: { metrics: true } },
    trace: {},
  };
  const families = parse(await (await metrics(caller, { flush: () => never })).text());
  assert.deepEqual(
    families.tencentcloud_edge_object_up?.samples.map(([, { region }, value]) => [region, value]),
    [
      ["silent", 0],
      ["answers", 1],
    ],
  );
  assert.equal(families.tencentcloud_edge_event_streams?.samples[0]?.[2], 3);
});

test("the exposition is valid for Prometheus with any text in a label", async () => {
  const { writeMetrics } = await load("metrics/open-metrics", "worker/src");
  const odd = 'a "quote", a \\ and a\nline 中文 {}=,';
  const families = parse(
    writeMetrics([
      { name: "x", type: "counter", help: odd, samples: [{ labels: { odd, empty: "" }, value: 1.5 }] },
      { name: "y", type: "gauge", help: "none", samples: [] },
      { name: "z", type: "gauge", help: "bare", samples: [{ labels: {}, value: 0 }] },
    ]),
  );
  assert.deepEqual(families.x?.samples, [["x_total", { odd, empty: "" }, 1.5]]);
  assert.equal(families.x?.help, odd);
  assert.deepEqual(families.z?.samples, [["z", {}, 0]]);
});
