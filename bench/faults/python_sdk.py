"""Starts instances with the official Python SDK, with or without its retryer."""

import json
import sys

from tencentcloud.common import retry
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client, models

endpoint, region, ids, secret_id, secret_key, retries = sys.argv[1:]
profile = ClientProfile(httpProfile=HttpProfile(endpoint=endpoint.split("//")[1].strip("/"), protocol="http", reqTimeout=10))
if retries == "retry":
    profile.retryer = retry.StandardRetryer()
client = cvm_client.CvmClient(Credential(secret_id, secret_key), region, profile)
request = models.StartInstancesRequest()
request.InstanceIds = json.loads(ids)
try:
    client.StartInstances(request)
    says = "taken"
except TencentCloudSDKException as error:
    says = error.get_code() or "an error"
except Exception as error:
    says = type(error).__name__
print(json.dumps({"says": says}))
