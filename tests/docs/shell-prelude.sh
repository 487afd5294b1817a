# What every script of tests/docs/shell.test.mjs begins with. $SETTINGS is a folder beside the one the commands run in.
set -euo pipefail
at="the beginning"
trap 'echo "stopped at $at" >&2' ERR
set -E
mkdir -p "$SYSTEM/etc/systemd/system" "$SYSTEM/opt" "$SYSTEM/var/lib/private/tencentcloud-edge" "$SETTINGS"
echo kept > "$SYSTEM/var/lib/private/tencentcloud-edge/state"

# Starts a server, waits until it is ready, and leaves its address in URL. The test ends it.
serve() {
  "$@" < /dev/null > "$SETTINGS/served" 2>&1 &
  local pid=$! tries
  for tries in $(seq 300); do
    URL=$(sed -nE 's/^(gateway|emulator) ready (http[^ ]+).*/\2/p' "$SETTINGS/served")
    if [ -n "$URL" ]; then return 0; fi
    if ! kill -0 "$pid" 2> /dev/null; then break; fi
    sleep 0.1
  done
  echo "it does not serve: $*" >&2
  cat "$SETTINGS/served" >&2
  return 1
}

new_token() {
  token=$(openssl rand -hex 32)
  local sha256
  sha256=$(printf %s "$token" | sha256sum | cut -c1-64)
  echo '[{"name":"ops","sha256":"'"$sha256"'","scopes":{"actions":"*","regions":"*","instances":["ins-*"],"maxInstances":500,"accounts":"*","metrics":true,"admin":true}}]' > "$SETTINGS/tokens.json"
}

# The settings that a page has its readers write, for the account `prod`, which the emulator has.
gateway_env() {
  if [ ! -e "$SETTINGS/tokens.json" ]; then new_token; fi
  {
    echo "GATEWAY_TOKENS=$(cat "$SETTINGS/tokens.json")"
    echo "ACCOUNTS={\"prod\":{\"secretId\":\"$SECRET_ID\",\"secretKey\":\"$SECRET_KEY\"}}"
    echo "REGIONS=ap-guangzhou"
    echo "ENVIRONMENT=development"
    echo "TENCENTCLOUD_ENDPOINT=$EMULATOR"
  } > gateway.env
}

serving=
serve_gateway() {
  if [ -n "$serving" ]; then return 0; fi
  gateway_env
  serve node "$ROOT/pkg/cli/main.js" gateway --config gateway.env --port 0 --state "$SETTINGS/jobs"
  serving=yes
}

curl() { command curl --fail-with-body --max-time 60 "$@"; }
