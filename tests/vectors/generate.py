#!/usr/bin/env python3
"""Writes the computed vectors of this folder, or checks all of them.

    python3 tests/vectors/generate.py          writes every computed file
    python3 tests/vectors/generate.py --check  compares those files byte for byte, and climbs every rung of the files that
                                               were written by hand (published and captured ones) again

It uses Python's standard library alone and shares nothing with the project's own signer.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

from generator import bodies, headers, legacy, rungs  # noqa: E402

FOLDER = pathlib.Path(__file__).parent
CLASSES = {**bodies.CLASSES, **headers.CLASSES, **legacy.CLASSES}


def made():
    """Every computed file, by name."""
    return {f"{name}.json": rungs.text_of(about, list(rows())) for name, (about, rows) in CLASSES.items()}


def wrong_by_hand(path):
    """The names of vectors whose rungs the standard library does not reach."""
    vectors = json.loads(path.read_text("utf-8"))["vectors"]
    return [f"{path.name}: {vector['name']}" for vector in vectors if rungs.steps(vector) != vector["steps"]]


def check():
    files = made()
    wrong = []
    for path in sorted(FOLDER.glob("*.json")):
        text = files.pop(path.name, None)
        if text is None:
            wrong += wrong_by_hand(path)
        elif path.read_bytes() != text.encode():
            wrong.append(f"{path.name}: not what the generator writes")
    wrong += [f"{name}: missing" for name in files]
    print("\n".join(wrong) or "all vectors hold")
    return 1 if wrong else 0


def write():
    for name, text in made().items():
        (FOLDER / name).write_bytes(text.encode())
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["--check"] else write())
