"""python jsonschema.py SCHEMA FILE LINES: validates the first lines of a file with the package jsonschema, and prints
seconds, bytes and valid lines."""

import json
import sys
import time

# This file has the name of the package.
sys.path.pop(0)
from jsonschema import Draft202012Validator  # noqa: E402

schema, file, count = sys.argv[1:]
with open(schema, encoding="utf-8") as text:
    validator = Draft202012Validator(json.load(text))
with open(file, encoding="utf-8", newline="\n") as text:
    lines = [line for line, _ in zip(text, range(int(count)))]


def is_valid(line):
    try:
        return validator.is_valid(json.loads(line))
    except ValueError:
        return False


begun = time.perf_counter()
valid = sum(map(is_valid, lines))
print(time.perf_counter() - begun, sum(len(line.encode()) for line in lines), valid)
