"""TC3 over bodies: writing systems, sizes, bytes, and bodies left out of the signature."""

import json

from .build import tc3

SCRIPTS = {
    "chinese": "未命名",
    "traditional": "實例名稱",
    "japanese": "インスタンス名ー",
    "korean": "인스턴스 이름",
    "cyrillic": "Имя экземпляра",
    "greek": "Όνομα στιγμιότυπου",
    "arabic": "اسم المثيل",
    "hebrew": "שם המופע",
    "devanagari": "उदाहरण नाम",
    "thai": "ชื่ออินสแตนซ์",
    "latin-accents": "Ñandú, Ærø, Straße, İstanbul",
    "combining": "e\u0301 n\u0303 a\u0308",
    "emoji": "🚀 👩‍💻 🏳️‍🌈",
    "beyond-the-plane": "𠮷 𝄞 🂡",
    "last-code-point": "\U0010ffff",
    "byte-order-mark": "\ufeffname",
    "line-separators": "a\u2028b\u2029c\u0085d",
    "replacement": "\ufffd",
}

RAW = {
    "escaped-as-ascii": json.dumps({"InstanceName": "未命名 🚀"}),
    "escaped-controls": '{"UserData":"\\u0000\\t\\r\\n\\"\\\\\\/"}',
    "crlf-between-members": '{\r\n  "Limit": 1\r\n}\r\n',
    "tabs-and-spaces": '\t{ "Limit" : 1 }  ',
    "no-json": "InstanceIds.0=ins-r8hr2upy&Limit=1",
    "signature-look-alike": "POST\n/\n\ncontent-type:application/json\n\ncontent-type;host\n",
    "nul": "a\0b",
    "percent": "%E4%B8%AD%%2",
}

# SHA-256 takes 64 bytes at a time and needs nine of the last block for itself.
LENGTHS = [0, 1, 2, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 4096]
LARGE = {"64-kb": 65_536, "256-kb": 262_144, "1-mb": 1_048_576}

BOUNDARY = "----edge7ma4ywxktrzu0gw"
BYTES = {
    "every-byte": bytes(range(256)),
    "every-byte-backwards": bytes(range(255, -1, -1)),
    "one-nul": b"\0",
    "sixty-four-nul": bytes(64),
    "sixty-four-ff": b"\xff" * 64,
    "not-utf-8": b"\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28\x8c\x28",
    "half-a-surrogate": b"\xed\xa0\x80",
    "over-long": b"\xc0\x80\xe0\x80\x80",
    "gzip-header": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "utf-16": "未命名".encode("utf-16-le"),
}


def unicode_bodies():
    for name, text in SCRIPTS.items():
        body = json.dumps({"InstanceName": text}, ensure_ascii=False, separators=(",", ":"))
        yield tc3(f"unicode-{name}", body, action="ModifyInstancesAttribute", region="ap-guangzhou")
    for name, text in RAW.items():
        yield tc3(f"text-{name}", text)


def sizes():
    for length in LENGTHS:
        yield tc3(f"length-{length}", "a" * length)
    for name, times in LARGE.items():
        recipe = {"before": "", "repeat": "a", "times": times, "after": ""}
        yield tc3(f"large-{name}", recipe, note="The body is `before`, `repeat` that many times, and `after`.")
    ids = {"before": '{"InstanceIds":["ins-00000000"', "repeat": ',"ins-00000000"', "times": 99, "after": "]}"}
    yield tc3("a-hundred-ids", ids, action="StartInstances", region="ap-guangzhou")
    wide = {"before": '{"UserData":"', "repeat": "未命名🚀", "times": 5_000, "after": '"}'}
    yield tc3("large-unicode", wide, action="RunInstances")
    lines = {"before": "", "repeat": "0123456789abcdef\r\n", "times": 3_641, "after": ""}
    yield tc3("large-lines", lines)


def multipart(*parts):
    body = b""
    for disposition, data in parts:
        body += f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + data + b"\r\n"
    return {"hex": (body + f"--{BOUNDARY}--\r\n".encode()).hex()}


def bytes_bodies():
    octets = {"contentType": "application/octet-stream"}
    for name, data in BYTES.items():
        yield tc3(f"bytes-{name}", {"hex": data.hex()}, service="cls", version="2020-10-16", action="UploadLog", options=octets)
    form = {"contentType": f"multipart/form-data; boundary={BOUNDARY}"}
    for name, parts in {
        "one-text": [('name="Action"', b"DescribeInstances")],
        "chinese-text": [('name="Name"', "未命名".encode())],
        "binary-file": [('name="File"; filename="a.bin"', bytes(range(256)))],
        "empty-file": [('name="File"; filename="empty"', b"")],
        "two-files": [('name="A"; filename="a"', b"\0\xff"), ('name="B"; filename="b"', b"\r\n--\r\n")],
        "no-part": [],
    }.items():
        yield tc3(f"multipart-{name}", multipart(*parts), options=form)


def unsigned_bodies():
    unsigned = {"unsignedPayload": True}
    for name, body in {
        "empty": "",
        "empty-object": "{}",
        "json": '{"Limit":1}',
        "chinese": '{"InstanceName":"未命名"}',
        "bytes": {"hex": bytes(range(256)).hex()},
        "64-kb": {"before": "", "repeat": "a", "times": 65_536, "after": ""},
        "its-own-marker": "UNSIGNED-PAYLOAD",
    }.items():
        yield tc3(f"unsigned-body-{name}", body, options=unsigned)
    signed = ["content-type", "host", "x-tc-content-sha256"]
    yield tc3("unsigned-marker-signed", "{}", options={**unsigned, "signedHeaders": signed})
    yield tc3("unsigned-with-token", "{}", pair={"token": "TOKENEXAMPLE"}, options=unsigned)
    yield tc3("unsigned-octets", "{}", options={**unsigned, "contentType": "application/octet-stream"})


CLASSES = {
    "tc3-unicode": ("TC3-HMAC-SHA256 over text of every kind", unicode_bodies),
    "tc3-sizes": ("TC3-HMAC-SHA256 over bodies of telling lengths, the large ones as recipes", sizes),
    "tc3-bytes": ("TC3-HMAC-SHA256 over bytes that are no text, and multipart bodies", bytes_bodies),
    "tc3-unsigned-bodies": ("TC3-HMAC-SHA256 with bodies of every kind left out of the signature", unsigned_bodies),
}
