# The gateway in bare workerd, from the installed package. `tencentcloud-edge gateway` starts it; without Node:
#
#   workerd serve node_modules/tencentcloud-edge/pkg/cli/gateway/gateway.capnp \
#     --socket-addr=http=127.0.0.1:8787 \
#     --directory-path=state=/var/lib/tencentcloud-edge \
#     --directory-path=assets=node_modules/tencentcloud-edge/build/www
#
# Every setting comes from the environment; one that is not there counts as unset.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "http", worker = .gateway),
    (name = "internet", network = (allow = ["local", "private", "public"], tlsOptions = (trustBrowserCas = true))),
    (name = "state", disk = (writable = true)),
    (name = "assets", disk = (writable = false)),
  ],
  sockets = [
    (name = "http", http = (), service = "http"),
  ],
);

const gateway :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [
    (name = "index.js", esModule = embed "../../../build/worker/index.js"),
    (name = "client.wasm", wasm = embed "../../dist/client.wasm"),
  ],
  bindings = [
    (name = "FLEET", durableObjectNamespace = "FleetObject"),
    (name = "ASSETS", service = "assets"),
    (name = "ACCOUNTS", fromEnvironment = "ACCOUNTS"),
    (name = "ALLOWED_ORIGINS", fromEnvironment = "ALLOWED_ORIGINS"),
    (name = "ENVIRONMENT", fromEnvironment = "ENVIRONMENT"),
    (name = "GATEWAY_TOKENS", fromEnvironment = "GATEWAY_TOKENS"),
    (name = "MAX_BODY_BYTES", fromEnvironment = "MAX_BODY_BYTES"),
    (name = "MAX_EVENT_STREAMS", fromEnvironment = "MAX_EVENT_STREAMS"),
    (name = "MAX_EVENT_STREAMS_PER_TOKEN", fromEnvironment = "MAX_EVENT_STREAMS_PER_TOKEN"),
    (name = "MAX_JOB_DEADLINE_MS", fromEnvironment = "MAX_JOB_DEADLINE_MS"),
    (name = "MAX_JOB_INSTANCES", fromEnvironment = "MAX_JOB_INSTANCES"),
    (name = "MAX_RUNNING_JOBS", fromEnvironment = "MAX_RUNNING_JOBS"),
    (name = "MAX_RUNNING_JOBS_PER_TOKEN", fromEnvironment = "MAX_RUNNING_JOBS_PER_TOKEN"),
    (name = "MAX_SCANNED_INSTANCES", fromEnvironment = "MAX_SCANNED_INSTANCES"),
    (name = "REGIONS", fromEnvironment = "REGIONS"),
    (name = "RELEASE", fromEnvironment = "RELEASE"),
    (name = "TENCENTCLOUD_ENDPOINT", fromEnvironment = "TENCENTCLOUD_ENDPOINT"),
    (name = "TENCENTCLOUD_FORMER_SECRET_IDS", fromEnvironment = "TENCENTCLOUD_FORMER_SECRET_IDS"),
    (name = "TENCENTCLOUD_SECRET_ID", fromEnvironment = "TENCENTCLOUD_SECRET_ID"),
    (name = "TENCENTCLOUD_SECRET_KEY", fromEnvironment = "TENCENTCLOUD_SECRET_KEY"),
    (name = "TENCENTCLOUD_TOKEN", fromEnvironment = "TENCENTCLOUD_TOKEN"),
  ],
  durableObjectNamespaces = [
    (className = "FleetObject", uniqueKey = "tencentcloud-edge-FleetObject", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "state"),
);
