#!/usr/bin/env bash
# Runs Keycard as a step of a job: the summary, the annotations and the reports, and the exit code.
#
# It reads KEYCARD_INPUT_* (see action.yml) and what GitHub Actions sets: GITHUB_STEP_SUMMARY, GITHUB_OUTPUT,
# GITHUB_ACTION_PATH, RUNNER_TEMP. Without these it works as well, so any CI with a shell can call it. Nothing is
# uploaded, and no value is ever read as code: each line of a list is one argument.
set -euo pipefail

fail() {
    echo "::error title=Keycard::$1"
    exit 2
}

input() {
    local name="KEYCARD_INPUT_$1"
    printf '%s' "${!name:-}"
}

# Adds each line of an input that is not empty to the array `arguments`.
lines_of() {
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line="${line%$'\r'}"
        if [ -n "$line" ]; then
            arguments+=("$line")
        fi
    done < <(input "$1")
}

here="${GITHUB_ACTION_PATH:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"
temporary="${RUNNER_TEMP:-$(mktemp -d)}"

binary="$(input BINARY)"
if [ -n "$binary" ]; then
    # Relative to the step's directory, and not to that in which Keycard runs.
    case "$binary" in
    /*) ;;
    *) binary="$PWD/$binary" ;;
    esac
    [ -x "$binary" ] || fail "the input \`binary\` is not a program: $binary"
else
    root="$temporary/keycard"
    binary="$root/bin/keycard"
    if [ ! -x "$binary" ]; then
        command -v cargo >/dev/null || fail "there is no cargo to build Keycard with; give a program as \`binary\`"
        cargo install --quiet --locked --path "$here" --root "$root" >&2 || fail "Keycard cannot be built"
    fi
fi

directory="$(input WORKING_DIRECTORY)"
if [ -n "$directory" ]; then
    cd -- "$directory" || fail "there is no directory $directory"
fi

reports="$(input REPORTS)"
reports="${reports:-keycard-reports}"
mkdir -p -- "$reports" || fail "the directory $reports cannot be made"

command="$(input COMMAND)"
command="${command:-run}"
case "$command" in
run | certify) ;;
*) fail "the input \`command\` is run or certify, not $command" ;;
esac

if [ "$command" = certify ] && [ -n "$(input SELECTORS | tr -d '[:space:]')" ]; then
    fail "the input \`selectors\` is of no use to certify, which runs every published test; remove it, or use the command run"
fi

arguments=("$command")
config="$(input CONFIG)"
if [ -n "$config" ]; then
    arguments+=(--config "$config")
fi
arguments+=(--report "json=$reports/report.json" --report "junit=$reports/report.xml" --report "html=$reports/report.html")
if [ "$command" = certify ]; then
    arguments+=(--report "sheet=$reports/sheet.md" --report "sheet-csv=$reports/sheet.csv" --report "errors-csv=$reports/errors.csv")
fi
if [ "$(input ANNOTATIONS)" != false ]; then
    arguments+=(--report github=-)
fi
if [ "$(input SUMMARY)" != false ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    arguments+=(--report "markdown=$GITHUB_STEP_SUMMARY")
fi
evidence="$(input EVIDENCE)"
if [ -n "$evidence" ]; then
    arguments+=(--evidence "$evidence")
fi
lines_of ARGUMENTS
lines_of SELECTORS

code=0
"$binary" "${arguments[@]}" </dev/null || code=$?

if [ -n "${GITHUB_OUTPUT:-}" ]; then
    {
        echo "exit-code=$code"
        # A line break in a path would be another output.
        for output in "reports=$reports" "evidence=$evidence"; do
            printf '%s\n' "${output//[$'\r\n']/ }"
        done
    } >>"$GITHUB_OUTPUT"
fi
if [ "$code" -eq 3 ] && [ "$(input ALLOW_INCONCLUSIVE)" = true ]; then
    echo "::warning title=Keycard::It could not be told whether everything holds (exit code 3)."
    exit 0
fi
exit "$code"
