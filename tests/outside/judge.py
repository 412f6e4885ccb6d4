"""Loads the exported JSON Schemas with validators for Python and holds every example against them."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import jsonschema_rs

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "crates/schemas/json-schema"
EXAMPLES = ROOT / "openapi/examples"


def read(path):
    return json.loads(path.read_bytes())


def examples(title):
    """The examples of a type and whether they are valid, without those that only a look at the text could refuse."""
    for path in sorted((EXAMPLES / title).glob("*valid-*.json")):
        sidecar = path.with_suffix(".violation.json")
        rule = read(sidecar)["rule"] if sidecar.exists() else None
        if not path.name.endswith(".violation.json") and rule not in ("syntax", "duplicateKey"):
            yield path, path.name.startswith("valid-")


def check_jsonschema(schema, paths):
    """The paths that the command refuses."""
    command = [sys.executable, "-m", "check_jsonschema", "--output-format", "json"]
    subprocess.run([*command, "--check-metaschema", schema], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run([*command, "--schemafile", schema, *paths], stdout=subprocess.PIPE, check=False)
    report = json.loads(done.stdout)
    return {Path(error["filename"]) for error in [*report["errors"], *report.get("parse_errors", [])]}


def main():
    findings, judged = [], 0
    for entry in read(SCHEMAS / "index.json")["schemas"]:
        title, path = entry["title"], SCHEMAS / entry["file"]
        schema = read(path)
        jsonschema.Draft202012Validator.check_schema(schema)
        files = dict(examples(title))
        refused = check_jsonschema(path, files)
        judges = {
            "jsonschema": lambda file, judge=jsonschema.Draft202012Validator(schema): judge.is_valid(read(file)),
            "jsonschema-rs": lambda file, judge=jsonschema_rs.Draft202012Validator(schema): judge.is_valid(read(file)),
            "check-jsonschema": lambda file, refused=refused: file not in refused,
        }
        for file, expected in files.items():
            for judge, accepts in judges.items():
                if accepts(file) != expected:
                    findings.append(f"{judge}: {title}/{file.name} is {'refused' if expected else 'accepted'}")
        if set(files.values()) != {True, False}:
            findings.append(f"openapi/examples/{title} does not have both valid and invalid files")
        judged += len(files)
    if judged == 0:
        findings.append("nothing was judged")
    print(*findings, f"{judged} examples, {len(findings)} findings", sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
