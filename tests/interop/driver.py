"""Calls CVM and sts with the official Python SDK: a line of JSON in for each call, a line out."""

import json
import sys
import warnings

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client
from tencentcloud.cvm.v20170312 import models as cvm_models
from tencentcloud.sts.v20180813 import models as sts_models
from tencentcloud.sts.v20180813 import sts_client

warnings.simplefilter("ignore")

SERVICES = {"cvm": (cvm_client.CvmClient, cvm_models), "sts": (sts_client.StsClient, sts_models)}


def call(asked):
    http = HttpProfile(
        endpoint=asked["host"],
        protocol=asked["protocol"],
        reqMethod=asked.get("method", "POST"),
        reqTimeout=asked.get("timeout", 10),
    )
    profile = ClientProfile(
        signMethod=asked.get("signMethod", "TC3-HMAC-SHA256"),
        httpProfile=http,
        language=asked.get("language", "en-US"),
    )
    profile.unsignedPayload = asked.get("unsigned", False)
    keys = asked["credentials"]
    credential = Credential(keys["secretId"], keys["secretKey"], keys.get("token"))
    make, models = SERVICES[asked.get("service", "cvm")]
    client = make(credential, asked["region"], profile)
    request = getattr(models, asked["action"] + "Request")()
    request.from_json_string(json.dumps(asked["params"]))
    try:
        reply = getattr(client, asked["action"])(request)
        return {"result": json.loads(reply.to_json_string())}
    except TencentCloudSDKException as error:
        return {"error": {"code": error.get_code(), "message": error.get_message(), "requestId": error.get_request_id()}}


for line in sys.stdin:
    # The SDK gives the text of a gateway's page as bytes.
    print(json.dumps(call(json.loads(line)), default=str), flush=True)
