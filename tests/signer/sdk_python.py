"""Makes each call with the official Python SDK against a server on loopback.

Takes the SDK's folder and the server's port; reads a line of JSON for each call and writes a line when it was made.
"""

import json
import sys
import types

sys.path.insert(0, sys.argv[1])

from tencentcloud.common import abstract_client, credential  # noqa: E402
from tencentcloud.common.common_client import CommonClient  # noqa: E402
from tencentcloud.common.profile.client_profile import ClientProfile  # noqa: E402
from tencentcloud.common.profile.http_profile import HttpProfile  # noqa: E402


def call(it, endpoint):
    # The SDK's module asks for the time by this name alone.
    abstract_client.time = types.SimpleNamespace(time=lambda: it["timestamp"])
    keys = it["credentials"]
    pair = credential.Credential(keys["secretId"], keys["secretKey"], keys.get("token"))
    transport = HttpProfile(protocol="http", endpoint=endpoint, reqMethod=it["method"], reqTimeout=20)
    profile = ClientProfile(signMethod="TC3-HMAC-SHA256", httpProfile=transport, language=it["language"])
    profile.unsignedPayload = it["unsigned"]
    CommonClient(it["service"], it["version"], pair, it["region"], profile).call_json(it["action"], it["params"])


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        call(json.loads(line), "127.0.0.1:" + sys.argv[2])
        sys.stdout.write("{}\n")
        sys.stdout.flush()


main()
