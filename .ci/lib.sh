# Steps of .ci/run and .ci/full: each is announced and timed, and the first that fails ends the script with its exit code.
# To be sourced, from the root of the repository, after `set -euo pipefail`.

export CI=true
exec </dev/null

# These aim the tests and the runs at something other than what is checked here.
unset KEYCARD_SCENARIOS KEYCARD_CONFIG INSTA_UPDATE INSTA_FORCE_PASS

current="the start"
times=()

step() {
    current="$*"
    echo "ci: $current"
    local begun=$SECONDS
    "$@"
    times+=("$(printf '%5d s  %s' $((SECONDS - begun)) "$current")")
}

report() {
    local code=$?
    printf 'ci: %s\n' "${times[@]}" "$(printf '%5d s  in all' $SECONDS)"
    if [ "$code" -ne 0 ]; then
        echo "ci: FAILED at: $current (exit code $code)" >&2
    else
        echo "ci: everything passed"
    fi
}
trap report EXIT

install_chromium() {
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

need_chromium() {
    if ! command -v chromium >/dev/null; then
        step install_chromium
    fi
    # From here on a test that cannot find it fails.
    export KEYCARD_REQUIRE_CHROMIUM=1
}

install_python() {
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 >/dev/null
}

# A partner of the tests is written in Python.
need_python() {
    if ! command -v python3 >/dev/null; then
        step install_python
    fi
}

# The options of the stub, a line each: the name, then its values.
stub_options() {
    cargo run "$@" --locked --quiet -- list --stub-options |
        awk -F '  +' '{ gsub(/ [|] /, " ", $2); print $1, $2 }'
}
