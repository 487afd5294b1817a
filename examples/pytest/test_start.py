from tencentcloud.cvm.v20170312 import models


def describe(cvm):
    return cvm.DescribeInstances(models.DescribeInstancesRequest()).InstanceSet


def test_a_stopped_machine_is_started(cvm):
    stopped = next(each.InstanceId for each in describe(cvm) if each.InstanceState == "STOPPED")
    request = models.StartInstancesRequest()
    request.InstanceIds = [stopped]
    assert cvm.StartInstances(request).RequestId
    states = {each.InstanceId: each.InstanceState for each in describe(cvm)}
    assert states[stopped] in ("STARTING", "RUNNING")
