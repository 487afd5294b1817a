import re
import subprocess

import pytest
from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client


@pytest.fixture
def emulator():
    """The emulator's server on a port of its own; it ends when its standard input does."""
    command = ["npx", "tencentcloud-edge", "emulator", "--port", "0", "--quiet", "--exit-with-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        banner = ""
        while not re.search(r"http://127\.0\.0\.1:\d+", banner):
            line = process.stdout.readline()
            assert line, f"the emulator ended: {banner}"
            banner += line
        yield re.search(r"127\.0\.0\.1:\d+", banner)[0]
        process.stdin.close()


@pytest.fixture
def cvm(emulator):
    """The official client, with the emulator's demo key."""
    key = credential.Credential("AKIDemulator00000000000000000000demo", "emulator-demo-secret-key")
    http = HttpProfile(protocol="http", endpoint=emulator)
    return cvm_client.CvmClient(key, "ap-guangzhou", ClientProfile(httpProfile=http))
