"""TC3 over what is around the body: queries, headers, endpoints, tokens, languages, products, dates, secrets."""

from .build import PAIR, get, tc3

# RFC 3986's reserved characters, the ones encodeURIComponent leaves alone, and what a form would write otherwise.
RESERVED = "!#$%&'()*+,/:;=?@[]\"<>\\^`{|} "
REQUIRED = ["content-type", "host"]


def queries():
    for char in RESERVED:
        yield get(f"query-value-{ord(char):02x}", {"Filters": [{"Name": "instance-name", "Values": [f"a{char}b"]}]})
    for name, parameters in {
        "empty": {},
        "unreserved": {"A": "AZaz09-_.~"},
        "reserved-names": {"a b": 1, "c&d": {"e=f": "g"}},
        "ids": {"InstanceIds": ["ins-00000001", "ins-00000002"]},
        "twelve-ids": {"InstanceIds": [f"ins-{index:08d}" for index in range(12)]},
        "nested": {"Filters": [{"Name": "zone", "Values": ["a-1", "a-2"]}, {"Name": "project-id", "Values": ["0"]}]},
        "nulls-left-out": {"A": None, "B": [{"C": None, "D": "x"}], "C": {"D": None}},
        "types": {"Limit": 20, "Offset": 0, "ForceStop": False, "DryRun": True, "Negative": -1},
        "empty-text": {"Token": "", "Limit": 1},
        "empty-object": {"B": {}, "C": 1},
        "insertion-order": {"Zone": "z", "Action2": "a", "middle": "m", "B": "b"},
        "chinese": {"Filters": [{"Name": "名称", "Values": ["未命名"]}]},
        "emoji": {"A": "🚀👩‍💻"},
        "controls": {"A": "\0\t\r\n\x7f"},
        "already-encoded": {"A": "%20%E4%B8%AD"},
        "long": {"A": "x" * 2_000},
    }.items():
        yield get(f"query-{name}", parameters)


def signed_headers():
    request = {
        "region": "ap-guangzhou",
        "language": "zh-CN",
        "headers": {"X-Trace": "7f3a", "Accept": "application/json", "x-a": "1", "X-B": "2"},
    }
    pair = {"token": "TOKENEXAMPLE"}
    own = ["x-tc-action", "x-tc-language", "x-tc-region", "x-tc-timestamp", "x-tc-token", "x-tc-version"]
    lists = {"required": REQUIRED, "all": [*REQUIRED, *own, "x-trace", "accept", "x-a", "x-b"]}
    for name in [*own, "x-trace", "accept"]:
        lists[f"and-{name}"] = [*REQUIRED, name]
    lists |= {
        "backwards": ["x-tc-version", "x-tc-action", "host", "content-type"],
        "upper-case": ["HOST", "CONTENT-TYPE", "X-TC-ACTION"],
        "mixed-case": ["Host", "Content-Type", "X-Tc-Region"],
        "twice": ["host", "content-type", "host", "Content-Type"],
        "before-content-type": ["x-a", "accept", "host", "content-type"],
        "between": ["x-b", "host", "content-type", "x-a"],
        "own-backwards": [*own[::-1], "host", "content-type"],
    }
    for name, names in lists.items():
        yield tc3(f"signed-{name}", "{}", pair=pair, options={"signedHeaders": names}, **request)


def extra_headers():
    for name, headers in {
        "one": {"X-Trace": "7f3a"},
        "upper-case-value": {"X-Trace": "UPPER Case"},
        "trimmed": {"X-Trace": "  padded  "},
        "inner-spaces": {"X-Trace": "a  b   c"},
        "empty-value": {"X-Trace": ""},
        "only-spaces": {"X-Trace": "   "},
        "colons": {"X-Trace": "a:b:c"},
        "semicolons": {"X-Trace": "a;b;c"},
        "quotes": {"X-Trace": "\"a\", 'b'"},
        "printable": {"X-Trace": "".join(map(chr, range(33, 127)))},
        "token-name": {"a!#$%&'*+-.^_`|~9": "v"},
        "lower-name": {"x-trace": "7f3a"},
        "long-value": {"X-Trace": "v" * 1_000},
    }.items():
        signed = [*REQUIRED, *headers]
        yield tc3(f"header-{name}", "{}", headers=headers, options={"signedHeaders": signed})
    yield tc3("header-not-signed", "{}", headers={"X-Trace": "7f3a", "Accept": "*/*"})
    for kind in ("application/json; charset=UTF-8", "Application/JSON", "text/plain;charset=utf-8"):
        yield tc3(f"content-type-{kind.split(';')[0].lower().replace('/', '-')}-{len(kind)}", "{}", options={"contentType": kind})


def endpoints():
    for name, endpoint in {
        "given": "https://cvm.tencentcloudapi.com",
        "slash": "https://cvm.tencentcloudapi.com/",
        "regional": "https://cvm.ap-guangzhou.tencentcloudapi.com",
        "finance-zone": "https://cvm.ap-shanghai-fsi.tencentcloudapi.com",
        "international": "https://cvm.intl.tencentcloudapi.com",
        "internal": "https://cvm.internal.tencentcloudapi.com",
        "upper-case": "https://CVM.TencentCloudAPI.com",
        "own-port": "https://cvm.tencentcloudapi.com:443",
        "other-port": "https://cvm.tencentcloudapi.com:8443",
        "plain": "http://cvm.tencentcloudapi.com",
        "plain-own-port": "http://cvm.tencentcloudapi.com:80",
        "plain-tls-port": "http://cvm.tencentcloudapi.com:443",
        "loopback": "http://127.0.0.1:8080",
        "localhost": "http://localhost:9",
        "localhost-no-port": "http://localhost",
        "ipv6": "http://[::1]:65535",
        "ipv6-no-port": "https://[2001:db8::1]",
        "one-label": "https://proxy",
        "underscore": "https://my_proxy.example:1",
    }.items():
        yield tc3(f"endpoint-{name}", "{}", endpoint=endpoint)
    for name, host in {"service": "cvm.tencentcloudapi.com", "port": "CVM.internal.example:443"}.items():
        yield tc3(f"endpoint-other-host-{name}", "{}", endpoint="https://10.1.2.3:8443", host=host)


def tokens():
    printable = "".join(map(chr, range(33, 127)))
    for name, token in {
        "one": "t",
        "upper": "TOKEN",
        "base64": "VGhpcyBpcyBhIHRva2Vu+/==",
        "inner-spaces": "a b  c",
        "printable": printable,
        "4-kb": "0123456789abcdef" * 256,
    }.items():
        yield tc3(f"token-{name}", "{}", pair={"token": token})
        yield tc3(f"token-{name}-signed", "{}", pair={"token": token}, options={"signedHeaders": [*REQUIRED, "x-tc-token"]})


def languages():
    for language in ("zh-CN", "en-US", "zh-cn", "ja-JP"):
        yield tc3(f"language-{language}", "{}", language=language)
        signed = [*REQUIRED, "x-tc-language"]
        yield tc3(f"language-{language}-signed", "{}", language=language, options={"signedHeaders": signed})


def products():
    for service, version, action, region in (
        ("cbs", "2017-03-12", "DescribeDisks", "ap-beijing"),
        ("vpc", "2017-03-12", "DescribeVpcs", "ap-shanghai"),
        ("clb", "2018-03-17", "DescribeLoadBalancers", "ap-hongkong"),
        ("cdb", "2017-03-20", "DescribeDBInstances", "ap-singapore"),
        ("cam", "2019-01-16", "ListUsers", None),
        ("sts", "2018-08-13", "GetCallerIdentity", None),
        ("tag", "2018-08-13", "GetTagValues", "ap-guangzhou"),
        ("billing", "2018-07-09", "DescribeAccountBalance", None),
        ("cls", "2020-10-16", "SearchLog", "eu-frankfurt"),
        ("monitor", "2018-07-24", "GetMonitorData", "na-siliconvalley"),
        ("scf", "2018-04-16", "Invoke", "ap-chengdu"),
        ("sms", "2021-01-11", "SendSms", "ap-guangzhou"),
        ("tke", "2018-05-25", "DescribeClusters", "ap-tokyo"),
        ("dnspod", "2021-03-23", "DescribeDomainList", None),
        ("ssl", "2019-12-05", "DescribeCertificates", None),
        ("hunyuan", "2023-09-01", "ChatCompletions", "ap-guangzhou"),
        ("cvm_internal", "2017-03-12", "X", "ap-guangzhou"),
        ("localhost:18099", "2017-03-12", "DescribeZones", "ap-guangzhou"),
    ):
        where = {} if region is None else {"region": region}
        if ":" in service:
            where["endpoint"] = "https://localhost"
        yield tc3(f"product-{service.replace(':', '-')}", "{}", service=service, version=version, action=action, **where)


def dates():
    day = 86_400
    for name, second in {
        "epoch": 0,
        "first-day-ends": day - 1,
        "second-day": day,
        "1972-leap-day": 68_169_600,
        "before-2000": 946_684_799,
        "2000": 946_684_800,
        "2000-leap-day": 951_782_400,
        "2000-march": 951_868_800,
        "billion": 1_000_000_000,
        "2023-no-leap-day": 1_677_628_800,
        "2024-leap-day-ends": 1_709_251_199,
        "2024-march": 1_709_251_200,
        "2024-ends": 1_735_689_599,
        "2025": 1_735_689_600,
        "32-bits": 2_147_483_647,
        "32-bits-and-one": 2_147_483_648,
        "unsigned-32-bits": 4_294_967_296,
        "2100-february-ends": 4_107_542_399,
        "2100-march": 4_107_542_400,
        "9999-ends": 253_402_300_799,
    }.items():
        yield tc3(f"date-{name}", "{}", options={"timestamp": second})


def secrets():
    # The first HMAC's key is "TC3" and the secret: 61 bytes fill SHA-256's block, and one more is hashed first.
    keys = {f"{length}-bytes": "k" * length for length in (1, 32, 36, 60, 61, 62, 64, 65, 125, 128, 1_000)}
    keys |= {
        "spaces": "a  b",
        "line-breaks": "a\r\nb",
        "nul": "a\0b\0",
        "base64": "Gu5t9xGARNpq86cd98joQYCN3+/==",
        "chinese": "密钥未命名",
        "emoji": "🔑" * 16,
        "every-ascii": "".join(map(chr, range(128))),
        "tc3": "TC3TC3",
        "asterisks": "*" * 32,
    }
    for name, key in keys.items():
        yield tc3(f"secret-{name}", "{}", pair={**PAIR, "secretKey": key})


CLASSES = {
    "tc3-queries": ("TC3-HMAC-SHA256 over flattened queries, with every reserved character", queries),
    "tc3-signed-headers": ("TC3-HMAC-SHA256 with more headers signed, named in any order and case", signed_headers),
    "tc3-headers": ("TC3-HMAC-SHA256 with further headers, trimmed and in any case", extra_headers),
    "tc3-endpoints": ("TC3-HMAC-SHA256 for hosts of every kind, with ports", endpoints),
    "tc3-tokens": ("TC3-HMAC-SHA256 with the tokens of temporary credentials", tokens),
    "tc3-languages": ("TC3-HMAC-SHA256 with a language", languages),
    "tc3-products": ("TC3-HMAC-SHA256 for other products and versions", products),
    "tc3-dates": ("TC3-HMAC-SHA256 at the edges of days, months and years", dates),
    "tc3-secrets": ("TC3-HMAC-SHA256 with keys of every length and kind", secrets),
}
