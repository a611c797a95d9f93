"""validate_bodies.py SCHEMA BODIES: each line of BODIES against a JSON Schema 2020-12, and ten rows a list.

Exit status 0: all valid; 1: some are not; 77: no schema or no validator here.
"""
import json
import os
import sys


def rows_of(body):
    sections = body.get("interactive", {}).get("action", {}).get("sections", [])
    return sum(len(section["rows"]) for section in sections)


def main(schema_path, bodies_path):
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        return 77
    if not os.path.exists(schema_path):
        return 77
    with open(schema_path, encoding="utf-8") as file:
        validator = Draft202012Validator(json.load(file))
    wrong = 0
    with open(bodies_path, encoding="utf-8") as file:
        for line in file.read().split("\n"):
            if not line:
                continue
            body = json.loads(line)
            fault = next(validator.iter_errors(body), None)
            if fault or rows_of(body) > 10:
                wrong += 1
                print("not valid:", line[:300], str(fault)[:300], file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
