#!/usr/bin/env bash
# Builds everything and runs every test. ./test.sh NAME runs only the test projects whose name contains NAME.
# Ends in one line: N passed, N failed, N skipped. Exits with 0 only when something ran and nothing failed.
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" || exit 1

# What the tests use beside the SDK: a command, and the Debian package that has it.
needs=(
    "curl curl"
    "openssl openssl"
    "flock util-linux"
    "ps procps"
    "etcd etcd-server"
    "etcdctl etcd-client"
    "ip iproute2"
    "keepalived keepalived"
    "faketime faketime"
    "/usr/lib/postgresql/15/bin/postgres postgresql-15"
    "promtool prometheus"
    "alertmanager-irc-relay alertmanager-irc-relay"
    "chromium chromium"
)
filter=${1:-}
results=artifacts/test-results
minutes_per_project=8

say() { echo "test.sh: $*" >&2; }

install_needs() {
    local missing=() need
    for need in "${needs[@]}"; do
        command -v "${need%% *}" >/dev/null || missing+=("${need##* }")
    done
    ((${#missing[@]})) || return 0
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        say "these packages are missing and cannot be installed from here; tests that need them will say so: ${missing[*]}"
        return 0
    fi
    say "installing ${missing[*]}"
    # The tests start a cluster of their own; the package need not make and start the system's.
    if [[ " ${missing[*]} " == *" postgresql-15 "* && ! -e /etc/postgresql-common ]]; then
        mkdir -p /etc/postgresql-common/createcluster.d
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/no-main-cluster.conf
    fi
    # Nor is any other service of these packages wanted: invoke-rc.d(8) asks this file, and 101 means no.
    local policy=/usr/sbin/policy-rc.d ours=
    [[ -e $policy ]] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && ours=1; }
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >&2 ||
        say "could not install ${missing[*]}; tests that need them will say so"
    [[ -z $ours ]] || rm -f $policy
    if [[ " ${missing[*]} " == *" prometheus "* && -d /run/systemd/system ]]; then
        systemctl disable --quiet prometheus >&2 || true
    fi
}

# The sums of one attribute of the <Counters> of all result files.
total() {
    cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" |
        awk '{ sum += $1 } END { print sum + 0 }'
}

# A number of the report on the page's own tests; 0 without one.
of_page() { grep -o "\"$1\":[0-9]*" "$results/web.json" 2>/dev/null | head -1 | grep -o '[0-9]*$' || echo 0; }

finish() {
    local total passed failed skipped
    total=$(($(total total) + $(of_page numTotalTests))) passed=$(($(total passed) + $(of_page numPassedTests)))
    skipped=$((total - $(total executed) - $(of_page numPassedTests) - $(of_page numFailedTests)))
    # A project that broke off counts as one failure at least.
    failed=$((total - passed - skipped))
    ((failed == 0 && broken > 0)) && failed=$broken
    echo "$passed passed, $failed failed, $skipped skipped"
    ((passed > 0 && failed == 0)) || exit 1
    exit 0
}

broken=0
if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    say "the .NET 10 SDK is needed: https://dotnet.microsoft.com/download"
    broken=1
    finish
fi
rm -rf "$results"
mkdir -p "$results"
install_needs

projects=()
# Those that take long come first, so that the short ones run beside them.
for project in tests/Perdure.Torture.Tests/*.csproj tests/Perdure.Coordination.Tests/*.csproj tests/*/*.csproj; do
    [[ $project == *"$filter"* && " ${projects[*]} " != *" $project "* ]] && projects+=("$project")
done
if ((${#projects[@]} == 0)); then
    say "no test project has \"$filter\" in its name; there are: $(basename -a tests/*/)"
    broken=1
    finish
fi

# Everything for everything; for a few projects, only these and what they stand on.
say "building"
targets=(Perdure.slnx)
[[ -n $filter ]] && targets=("${projects[@]}")
for target in "${targets[@]}"; do
    # What users run, and nodes start in two thirds of the time. One compiler for all projects; it ends by itself when nobody has needed it for some minutes.
    if ! dotnet build "$target" --configuration Release --nologo --verbosity quiet -nodeReuse:false -p:UseSharedCompilation=true >artifacts/test-build.log 2>&1; then
        cat artifacts/test-build.log >&2
        say "the build failed; its output is above"
        broken=1
        finish
    fi
done

# One project to its end. Marks it in a file when it broke: it may run beside others.
run() {
    local project=$1 name
    name=$(basename "$project" .csproj)
    # Straight from what was built, which is quicker than by the project. The console logger prints failing tests with their output, and nothing of those that pass.
    if ! timeout "${minutes_per_project}m" dotnet test "$(dirname "$project")/bin/Release/net10.0/$name.dll" --nologo --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --blame-hang-timeout 4m >"$results/$name.log" 2>&1; then
        # A project without any test fails nothing.
        grep -q 'No test is available' "$results/$name.log" || touch "$results/$name.broke"
    fi
    say "$name"
    [[ ! -e $results/$name.broke ]] || cat "$results/$name.log" >&2
}

# The page's own tests, where it was built: with Node and what npm has brought.
run_web() {
    if ! (cd web && timeout 2m npm test -- --reporter=default --reporter=json --outputFile=../"$results"/web.json) >"$results/web.log" 2>&1; then
        touch "$results/web.broke"
        cat "$results/web.log" >&2
    fi
    say "web"
}

# Three at a time: much of it waits for time to pass. The end-to-end tests measure latencies, and so have the machine for themselves.
alone=()
if [[ -z $filter || web == *"$filter"* ]] && [[ -d web/node_modules ]] && command -v npm >/dev/null; then run_web & fi
for project in "${projects[@]}"; do
    if [[ $project == *EndToEnd* ]]; then
        alone+=("$project")
        continue
    fi
    grep -q '<IsTestProject>false' "$project" && continue
    while (($(jobs -rp | wc -l) >= 3)); do wait -n; done
    run "$project" &
done
wait
for project in "${alone[@]}"; do run "$project"; done
for mark in "$results"/*.broke; do
    [[ -e $mark ]] && broken=$((broken + 1))
done
finish
