#!/usr/bin/env bash
# Lets tools of others judge the document and the exported JSON Schemas, and a client of others use the sandbox. It
# downloads them; README.md has the rest.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$root/target/outside
document=$root/openapi/dist/kenar.openapi.json
findings=0
skipped=0

skip() {
    skipped=$((skipped + 1))
    printf 'SKIPPED: %s\n' "$1"
}

# judge NAME COMMAND…: what a command says is shown only when it fails.
judge() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        printf 'ok:      %s\n' "$name"
    else
        findings=$((findings + 1))
        printf 'FAILED:  %s\n%s\n' "$name" "$said"
    fi
}

# install LIST COMMAND…: runs the command in the folder of the tools, unless that was done for the same list.
install() {
    local list=$1
    shift
    cmp -s "$here/$list" "$tools/$list.installed" && return
    cp "$here/$list" "$tools/$list"
    (cd "$tools" && "$@") >"$tools/$list.log" 2>&1 && cp "$here/$list" "$tools/$list.installed"
}

venv() {
    python3 -m venv venv && venv/bin/python -m pip install --quiet --requirement requirements.txt
}

mkdir -p "$tools"
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

javascript='Spectral, Redocly, ajv and hyperjump'
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    skip "$javascript: node or npm is not here"
elif ! install package.json npm install --no-audit --no-fund --no-package-lock; then
    skip "$javascript: they could not be installed, see $tools/package.json.log"
else
    bin=$tools/node_modules/.bin
    judge 'Spectral' "$bin/spectral" lint --ruleset "$here/spectral.yaml" --fail-severity hint "$document"
    judge 'Redocly' "$bin/redocly" lint --config "$here/redocly.yaml" --max-problems 1000 "$document"
    judge 'JSON Schemas with ajv and hyperjump' node "$here/judge.mjs" "$tools"
fi

python='openapi-spec-validator, jsonschema, jsonschema-rs, check-jsonschema and the published client'
if ! command -v python3 >/dev/null; then
    skip "$python: python3 is not here"
elif ! install requirements.txt venv; then
    skip "$python: they could not be installed, see $tools/requirements.txt.log"
else
    bin=$tools/venv/bin
    judge 'openapi-spec-validator' "$bin/openapi-spec-validator" --validation-errors all "$document"
    judge 'JSON Schemas with jsonschema, jsonschema-rs and check-jsonschema' "$bin/python" "$here/judge.py"
    client='the published client with the sandbox'
    target=${CARGO_TARGET_DIR:-$root/target}
    if ! command -v cargo >/dev/null; then
        skip "$client: cargo is not here"
    elif ! (cd "$root" && cargo build --quiet --package kenar-sandbox); then
        findings=$((findings + 1))
        printf 'FAILED:  %s: kenar-sandbox does not build\n' "$client"
    else
        judge "$client" "$bin/python" "$here/published_client.py" "$target/debug/kenar-sandbox"
    fi
fi

printf '%s failed, %s skipped\n' "$findings" "$skipped"
[[ $findings -eq 0 ]]
