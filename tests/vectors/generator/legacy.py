"""v1: HmacSHA1 and HmacSHA256, by GET and by POST."""

from .build import PAIR, v1

RESERVED = "!#$%&'()*+,/:;=?@[]\"<>\\^`{|} "
BOTH = ("HmacSHA1", "HmacSHA256")

PAYLOADS = {
    "nothing": {},
    "limit": {"Limit": 20, "Offset": 0},
    "one-id": {"InstanceIds": ["ins-09dx96dg"]},
    "twelve-ids": {"InstanceIds": [f"ins-{index:08d}" for index in range(12)]},
    "nested": {"Filters": [{"Name": "zone", "Values": ["ap-guangzhou-1", "ap-guangzhou-2"]}, {"Name": "project-id"}]},
    "types": {"ForceStop": True, "DryRun": False, "Negative": -1},
    "nulls-left-out": {"A": None, "B": [{"D": None, "E": "x"}], "C": {}},
    "empty-text": {"Zz": "", "Aa": ""},
    "byte-order": {"a": 1, "Z": 2, "_": 3, "B": 4, "b": 5, "A1": 6, "A.1": 7, "A-1": 8, "A": 9, "AA": 10},
    "request-client": {"RequestClient": "SDK_EXAMPLE_1.0.0"},
    "underscores": {"a_b": 1, "a.b": 2, "aZb": 3},
}


def basics(algorithm, method):
    def made():
        for name, payload in PAYLOADS.items():
            yield v1(f"{algorithm.lower()}-{method.lower()}-{name}", payload, algorithm=algorithm, method=method, region="ap-guangzhou")
        for name, nonce, second in (("no-region", 1, 0), ("large-nonce", 9_007_199_254_740_991, 1_465_185_768)):
            yield v1(f"{algorithm.lower()}-{method.lower()}-{name}", {}, algorithm=algorithm, method=method, nonce=nonce, timestamp=second)

    return made


def characters():
    for index, char in enumerate(RESERVED):
        algorithm, method = BOTH[index % 2], ("GET", "POST")[index // 2 % 2]
        yield v1(f"v1-value-{ord(char):02x}", {"Name": f"a{char}b"}, algorithm=algorithm, method=method)
    for name, payload in {
        "chinese": {"TagKeys": ["平台", "未命名"]},
        "chinese-name": {"名称": "值"},
        "emoji": {"A": "🚀👩‍💻"},
        "last-code-point": {"A": "\U0010ffff"},
        "controls": {"A": "\0\t\r\n\x7f"},
        "already-encoded": {"A": "%20%E4%B8%AD"},
        "unreserved": {"A": "AZaz09-_.~"},
        "names": {"a b": 1, "c&d": 2, "e=f": 3, "~": 4},
        "utf-8-against-utf-16": {"\uff5e": 1, "\U0001f680": 2},
    }.items():
        for algorithm in BOTH:
            yield v1(f"v1-{name}-{algorithm.lower()}", payload, algorithm=algorithm)


def around():
    for algorithm in BOTH:
        low = algorithm.lower()
        for name, token in {"token": "TOKENEXAMPLE", "base64": "a+b/c==", "spaces": "a b", "4-kb": "0123456789abcdef" * 256}.items():
            yield v1(f"v1-{low}-token-{name}", {"Limit": 1}, algorithm=algorithm, pair={**PAIR, "token": token})
        yield v1(f"v1-{low}-token-get", {}, algorithm=algorithm, method="GET", pair={**PAIR, "token": "TOKENEXAMPLE"})
        for language in ("zh-CN", "en-US"):
            yield v1(f"v1-{low}-language-{language}", {}, algorithm=algorithm, language=language)
        for name, endpoint in {
            "regional": "https://cvm.ap-guangzhou.tencentcloudapi.com",
            "internal": "https://CVM.internal.tencentcloudapi.com:443/",
            "port": "http://127.0.0.1:8080",
            "ipv6": "http://[::1]:9000",
        }.items():
            yield v1(f"v1-{low}-endpoint-{name}", {}, algorithm=algorithm, endpoint=endpoint)
        host = "cvm.tencentcloudapi.com"
        yield v1(f"v1-{low}-other-host", {}, algorithm=algorithm, endpoint="https://10.1.2.3:8443", host=host)
        yield v1(f"v1-{low}-header", {}, algorithm=algorithm, headers={"X-Trace": "7f3a"})


def secrets():
    keys = {f"{length}-bytes": "k" * length for length in (1, 63, 64, 65, 128, 1_000)}
    keys |= {"line-breaks": "a\r\nb", "nul": "a\0b", "chinese": "密钥未命名", "asterisks": "*" * 32}
    for algorithm in BOTH:
        for name, key in keys.items():
            yield v1(f"v1-{algorithm.lower()}-secret-{name}", {}, algorithm=algorithm, pair={**PAIR, "secretKey": key})


CLASSES = {
    f"v1-{algorithm[4:].lower()}-{method.lower()}": (f"{algorithm} by {method}", basics(algorithm, method))
    for algorithm in BOTH
    for method in ("GET", "POST")
} | {
    "v1-characters": ("v1 over reserved characters and other writing systems", characters),
    "v1-around": ("v1 with tokens, languages, endpoints and further headers", around),
    "v1-secrets": ("v1 with keys of every length and kind", secrets),
}
