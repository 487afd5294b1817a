"""Signs with Python's standard library what the package signed, and compares.

Reads a line of JSON for each case: its number, the request, the credentials, the options, and what the package made of
them. Writes a line for each difference, with every rung on the way, and at the end the number of cases compared.
"""

import base64
import hashlib
import hmac
import json
import sys
from datetime import datetime, timedelta, timezone

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
ENCODED = [chr(byte) if byte in UNRESERVED else "%%%02X" % byte for byte in range(256)]
DEFAULT_PORTS = {"https": "443", "http": "80"}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DEFAULT_TYPES = {"POST": "application/json", "GET": "application/x-www-form-urlencoded"}


def mac(key, message):
    return hmac.digest(key, message.encode(), "sha256")


def sha256_hex(content):
    return hashlib.sha256(content).hexdigest()


def encode(text):
    return "".join([ENCODED[byte] for byte in text.encode()])


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def parameters(value, path=""):
    """The name and value of each parameter of a GET, in the order given."""
    if value is None:
        return
    if isinstance(value, (dict, list)):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for name, member in entries:
            yield from parameters(member, "%s.%s" % (path, name) if path else str(name))
    else:
        yield path, scalar(value)


def origin_and_host(endpoint):
    scheme, rest = endpoint.rstrip("/").split("://")
    name, port = rest.lower(), ""
    if not name.endswith("]") and ":" in name:
        name, port = name.rsplit(":", 1)
    host = name if port in ("", DEFAULT_PORTS[scheme]) else name + ":" + port
    return scheme + "://" + host, host


def payload_of(kind, payload):
    """The body as it is sent: text for JSON, bytes for the rest, None where it is the caller's own."""
    if kind == "none":
        return "{}"
    if kind == "json":
        return json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    return payload if kind == "text" else base64.b64decode(payload)


def sent_headers(request, headers):
    """The headers of a request's own, with what it sends besides."""
    for name, value in request.get("headers", {}).items():
        headers[name.lower()] = value.strip()
    return headers


def v1(request, credentials, options):
    method, algorithm = request.get("method", "POST"), options["algorithm"]
    kind, payload = request["payload"]
    origin, host = origin_and_host(request.get("endpoint", "https://%s.tencentcloudapi.com" % request["service"]))
    sent = dict(parameters(payload))
    for name, value in (
        ("Action", request["action"]),
        ("Version", request["version"]),
        ("Region", request.get("region")),
        ("Language", request.get("language")),
        ("Token", credentials.get("token")),
        ("SecretId", credentials["secretId"]),
        ("Timestamp", str(options["timestamp"])),
        ("Nonce", str(options["nonce"])),
        ("SignatureMethod", algorithm if algorithm != "HmacSHA1" else None),
    ):
        if value is not None:
            sent[name] = value
    pairs = sorted(sent.items(), key=lambda pair: pair[0].encode())
    string_to_sign = "%s%s/?%s" % (method, host, "&".join(["%s=%s" % pair for pair in pairs]))
    hashed = {"HmacSHA1": "sha1", "HmacSHA256": "sha256"}[algorithm]
    digest = hmac.digest(credentials["secretKey"].encode(), string_to_sign.encode(), hashed)
    signature = base64.b64encode(digest).decode()
    form = "&".join(["%s=%s" % (encode(name), encode(value)) for name, value in pairs + [("Signature", signature)]])
    headers = sent_headers(request, {"content-type": options.get("contentType", DEFAULT_TYPES["GET"])})
    signed = {"method": method, "url": origin + "/" + ("?" + form if method == "GET" else ""), "headers": headers}
    if method == "POST":
        signed["body"] = form
    return signed, {"stringToSign": string_to_sign, "signature": signature}


def tc3(request, credentials, options):
    method = request.get("method", "POST")
    service, action = request["service"], request["action"]
    kind, payload = request["payload"]
    content_type = options.get("contentType", DEFAULT_TYPES[method])
    timestamp = options["timestamp"]
    unsigned = options.get("unsignedPayload", False)
    origin, host = origin_and_host(request.get("endpoint", "https://%s.tencentcloudapi.com" % service))

    query, body = "", None
    if method == "GET":
        query = "&".join(["%s=%s" % (encode(name), encode(value)) for name, value in parameters(payload)])
    else:
        body = payload_of(kind, payload)

    headers = {
        "content-type": content_type,
        "x-tc-action": action,
        "x-tc-version": request["version"],
        "x-tc-timestamp": str(timestamp),
    }
    for name, value in (
        ("x-tc-region", request.get("region")),
        ("x-tc-language", request.get("language")),
        ("x-tc-token", credentials.get("token")),
        ("x-tc-content-sha256", "UNSIGNED-PAYLOAD" if unsigned else None),
    ):
        if value is not None:
            headers[name] = value
    sent_headers(request, headers)

    content = b"UNSIGNED-PAYLOAD" if unsigned else body if isinstance(body, bytes) else (body or "").encode()
    signable = dict(headers, host=host)
    wanted = options.get("signedHeaders", ["content-type", "host", "x-tc-action"])
    names = sorted({name.lower() for name in wanted})
    canonical_headers = "".join(["%s:%s\n" % (name, signable[name].strip().lower()) for name in names])
    payload_hash = sha256_hex(content)
    canonical = "\n".join([method, "/", query, canonical_headers, ";".join(names), payload_hash])
    canonical_hash = sha256_hex(canonical.encode())
    date = (EPOCH + timedelta(seconds=timestamp)).strftime("%Y-%m-%d").zfill(10)
    scope = "%s/%s/tc3_request" % (date, service)
    string_to_sign = "TC3-HMAC-SHA256\n%d\n%s\n%s" % (timestamp, scope, canonical_hash)
    key = mac(mac(mac(("TC3" + credentials["secretKey"]).encode(), date), service), "tc3_request")
    signature = mac(key, string_to_sign).hex()
    authorization = "TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (
        credentials["secretId"],
        scope,
        ";".join(names),
        signature,
    )
    headers["authorization"] = authorization
    rungs = {
        "payloadHash": payload_hash,
        "canonicalRequest": canonical,
        "canonicalRequestHash": canonical_hash,
        "credentialScope": scope,
        "stringToSign": string_to_sign,
        "signature": signature,
        "authorization": authorization,
    }
    signed = {"method": method, "url": origin + "/" + ("?" + query if query else ""), "headers": headers}
    if kind in ("none", "json") and method == "POST":
        signed["body"] = body
    return signed, rungs


SIGNERS = {"TC3-HMAC-SHA256": tc3, "HmacSHA1": v1, "HmacSHA256": v1}


def main():
    compared = 0
    for line in sys.stdin:
        index, request, credentials, options, ours = json.loads(line)
        signed, rungs = SIGNERS[options.get("algorithm", "TC3-HMAC-SHA256")](request, credentials, options)
        compared += 1
        if signed != ours:
            sys.stdout.write(json.dumps({"index": index, "theirs": signed, "rungs": rungs}) + "\n")
        if compared % 2000 == 0:
            sys.stdout.write(json.dumps({"compared": compared}) + "\n")
            sys.stdout.flush()
    sys.stdout.write(json.dumps({"compared": compared, "end": True}) + "\n")


sys.stdin.reconfigure(encoding="utf-8")
main()
