"""Both signatures, rung by rung, as the vendor's pages describe them. Standard library only."""

import base64
import datetime
import hashlib
import hmac
import json
from urllib.parse import quote, urlsplit

TC3 = "TC3-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
DEFAULT_SIGNED = ["content-type", "host", "x-tc-action"]
FORM = "application/x-www-form-urlencoded"
DEFAULT_PORTS = {"https": 443, "http": 80}


def payload_bytes(payload):
    """A payload as it stands in a vector: text, or a recipe for what would be large or is no text."""
    if isinstance(payload, str):
        return payload.encode()
    if "hex" in payload:
        return bytes.fromhex(payload["hex"])
    return (payload["before"] + payload["repeat"] * payload["times"] + payload["after"]).encode()


def flatten(value, path=""):
    """Names and texts of an object's members, in order; null has no form."""
    if value is None:
        return
    if isinstance(value, (dict, list)):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for name, member in members:
            yield from flatten(member, f"{path}.{name}" if path else str(name))
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    else:
        yield path, str(value)


def percent(text):
    return quote(text, safe="-_.~")


def encode(pairs):
    return "&".join(f"{percent(name)}={percent(value)}" for name, value in pairs)


def host_of(request):
    """What a user agent sends as Host: lower case, without the scheme's own port; or the one that the request names."""
    if "host" in request:
        return request["host"].lower()
    parts = urlsplit(request.get("endpoint") or f"https://{request['service']}.tencentcloudapi.com")
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = parts.port is None or parts.port == DEFAULT_PORTS[parts.scheme]
    return name if usual else f"{name}:{parts.port}"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def sent_headers(request, credentials, options):
    """Every header that may be signed."""
    usual = FORM if request.get("method") == "GET" else "application/json"
    own = {
        "content-type": options.get("contentType", usual),
        "host": host_of(request),
        "x-tc-action": request["action"],
        "x-tc-version": request["version"],
        "x-tc-timestamp": str(options["timestamp"]),
        "x-tc-region": request.get("region"),
        "x-tc-token": credentials.get("token"),
        "x-tc-language": request.get("language"),
        "x-tc-content-sha256": UNSIGNED if options.get("unsignedPayload") else None,
    }
    extra = {name.lower(): value for name, value in request.get("headers", {}).items()}
    return {name: value for name, value in {**own, **extra}.items() if value is not None}


def tc3(request, credentials, options):
    """The rungs of TC3-HMAC-SHA256."""
    headers = sent_headers(request, credentials, options)
    signed = sorted({name.lower() for name in options.get("signedHeaders", DEFAULT_SIGNED)})
    body = UNSIGNED.encode() if options.get("unsignedPayload") else payload_bytes(request["payload"])
    payload_hash = sha256(body)
    lines = [f"{name}:{headers[name].strip().lower()}\n" for name in signed]
    canonical = "\n".join(
        [request.get("method", "POST"), "/", request.get("query", ""), "".join(lines), ";".join(signed), payload_hash]
    )
    canonical_hash = sha256(canonical.encode())
    epoch = datetime.datetime(1970, 1, 1)
    date = (epoch + datetime.timedelta(seconds=options["timestamp"])).strftime("%Y-%m-%d")
    scope = f"{date}/{request['service']}/tc3_request"
    string_to_sign = f"{TC3}\n{options['timestamp']}\n{scope}\n{canonical_hash}"
    key = ("TC3" + credentials["secretKey"]).encode()
    for part in (date, request["service"], "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, string_to_sign.encode(), hashlib.sha256).hexdigest()
    return {
        "payloadHash": payload_hash,
        "canonicalRequest": canonical,
        "canonicalRequestHash": canonical_hash,
        "credentialScope": scope,
        "stringToSign": string_to_sign,
        "signature": signature,
        "authorization": f"{TC3} Credential={credentials['secretId']}/{scope}, "
        f"SignedHeaders={';'.join(signed)}, Signature={signature}",
    }


def v1(request, credentials, options):
    """The rungs of HmacSHA1 and HmacSHA256, with the form or query that is sent."""
    algorithm = options["algorithm"]
    own = {
        "Action": request["action"],
        "Version": request["version"],
        "Region": request.get("region"),
        "Language": request.get("language"),
        "Timestamp": str(options["timestamp"]),
        "Nonce": str(options["nonce"]),
        "SecretId": credentials["secretId"],
        "SignatureMethod": algorithm if algorithm != "HmacSHA1" else None,
        "Token": credentials.get("token"),
    }
    pairs = [(name, value) for name, value in own.items() if value is not None]
    pairs = sorted([*pairs, *flatten(request["payload"])], key=lambda pair: pair[0].encode())
    method = request.get("method", "POST")
    string_to_sign = f"{method}{host_of(request)}/?" + "&".join(f"{name}={value}" for name, value in pairs)
    hash_of = {"HmacSHA1": hashlib.sha1, "HmacSHA256": hashlib.sha256}[algorithm]
    digest = hmac.new(credentials["secretKey"].encode(), string_to_sign.encode(), hash_of).digest()
    signature = base64.b64encode(digest).decode()
    return {
        "stringToSign": string_to_sign,
        "signature": signature,
        "form": encode([*pairs, ("Signature", signature)]),
    }


def steps(vector):
    """The rungs of any vector."""
    climb = v1 if "algorithm" in vector["options"] else tc3
    return climb(vector["request"], vector["credentials"], vector["options"])


def text_of(about, vectors):
    """A file of vectors."""
    return json.dumps({"about": about, "vectors": vectors}, indent=2, ensure_ascii=False) + "\n"
