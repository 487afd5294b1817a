"""How the classes of vectors are written down: short rows that grow into whole vectors."""

from .rungs import encode, flatten, steps

SOURCE = {"kind": "computed", "from": "tests/vectors/generate.py: hashlib, hmac and base64 of Python's standard library"}
PAIR = {"secretId": "AKIDEXAMPLE", "secretKey": "SECRETEXAMPLE"}
NOW = 1551113065


def tc3(name, payload="{}", *, pair=None, note=None, options=None, **request):
    """A POST signed by TC3."""
    whole = {"service": "cvm", "version": "2017-03-12", "action": "DescribeInstances", **request, "payload": payload}
    return finish(name, note, whole, pair, {"timestamp": NOW, **(options or {})})


def get(name, parameters, *, pair=None, note=None, options=None, **request):
    """A GET signed by TC3: `parameters` as a caller has them, `query` as they are sent."""
    whole = {
        "service": "cvm",
        "version": "2017-03-12",
        "action": "DescribeInstances",
        "method": "GET",
        **request,
        "payload": "",
        "parameters": parameters,
        "query": encode(flatten(parameters)),
    }
    return finish(name, note, whole, pair, {"timestamp": NOW, **(options or {})})


def v1(name, payload, *, algorithm, method="POST", nonce=11886, timestamp=NOW, pair=None, note=None, **request):
    """A request signed by v1."""
    whole = {
        "service": "cvm",
        "version": "2017-03-12",
        "action": "DescribeInstances",
        "method": method,
        **request,
        "payload": payload,
    }
    return finish(name, note, whole, pair, {"algorithm": algorithm, "timestamp": timestamp, "nonce": nonce})


def finish(name, note, request, pair, options):
    vector = {"name": name, "source": SOURCE}
    if note is not None:
        vector["note"] = note
    vector |= {"request": request, "credentials": {**PAIR, **(pair or {})}, "options": options}
    vector["steps"] = steps(vector)
    return vector
