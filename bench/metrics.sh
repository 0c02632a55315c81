#!/usr/bin/env bash
# What do metrics cost a request? The same route on a node with metrics and on one without (PERDURE_METRICS=off), in turns. See bench/README.md.
#
#   bench/metrics.sh [--rounds 12] [--seconds 2] [--connections 1,64] [--quick]
#
# CPU and allocated bytes per request. Passes when the median ratio is at most 1.04 and metrics allocate nothing. --quick is 3 rounds of 1 s.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

rounds=12 seconds=2 connections=1,64 suffix=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number}; shift 2 ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    --connections) connections=${2:?--connections needs numbers}; shift 2 ;;
    --quick) rounds=3 seconds=1 suffix=-quick; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
need nginx nginx-light wrk wrk curl curl ss iproute2 python3 python3-minimal
build src/Perdure bench/Perdure.AllocationProbe
perdure_runs || die "'$perdure run' doesn't work yet."

samples=$results/metrics$suffix.tsv report=$results/metrics$suffix.md
: >"$samples"
free_port && backend=$port
sed -e "s|{{dir}}|$scratch|g" -e "s|{{backend}}|$backend|g" -e "s|{{small}}|$(head -c 128 /dev/zero | tr '\0' x)|g" "$bench/peers/cost-backend.conf" >"$scratch/cost-backend.conf"
start "$scratch/backend.out" nginx -e "$scratch/backend-error.log" -p "$scratch" -c "$scratch/cost-backend.conf"
await_http "http://127.0.0.1:$backend/small" "$started" "$scratch/backend.out" || die "The back end doesn't start."
declare -A listen gateway
for node in off on; do
  mkdir -p "$scratch/$node"
  free_port && listen[$node]=$port
  free_port
  sed -e "s|{{dir}}|$scratch/$node|g" -e "s|{{backend}}|$backend|g" -e "s|{{listen}}|${listen[$node]}|g" -e "s|{{admin}}|$port|g" \
    "$bench/peers/stages-perdure.yaml" >"$scratch/$node/perdure.yaml"
  export PERDURE_METRICS=$node PERDURE_ALLOCATIONS=$scratch/allocated DOTNET_STARTUP_HOOKS=$bench/Perdure.AllocationProbe/bin/Release/net10.0/perdure-allocation-probe.dll
  start "$scratch/$node/perdure.out" "$perdure" run "$scratch/$node/perdure.yaml"
  gateway[$node]=$started
  unset PERDURE_METRICS PERDURE_ALLOCATIONS DOTNET_STARTUP_HOOKS
done

ask() { curl -s -o /dev/null -m 2 -w '%{http_code}' -H "Host: guarded.test" "http://127.0.0.1:${listen[$1]}/small"; }
for node in off on; do
  for i in $(seq 150); do
    [ "$(ask $node)" != 200 ] || break
    sleep 0.1
  done
  [ "$(ask $node)" = 200 ] || { tail -5 "$scratch/$node/perdure.out" >&2; die "Perdure doesn't serve."; }
done

allocated() { # bytes that a gateway has allocated so far; what it allocated last is told within 50 ms
  sleep 0.12
  echo $((10#$(cat "$scratch/allocated.${gateway[$1]}")))
}

load() { # load NODE CONNECTIONS SECONDS: wrk's output in $wrk_out
  wrk_out=$(timeout $(($3 + 20)) wrk -t1 -c"$2" -d"$3"s -H "Host: guarded.test" "http://127.0.0.1:${listen[$1]}/small")
}

measure() { # measure ROUND NODE CONNECTIONS: one line in the samples
  local ticks bytes requests
  bytes=$(allocated "$2") ticks=$(cpu_ticks "${gateway[$2]}")
  load "$2" "$3" "$seconds"
  ticks=$(($(cpu_ticks "${gateway[$2]}") - ticks)) bytes=$(($(allocated "$2") - bytes))
  ! grep -E 'Non-2xx|Socket errors' <<<"$wrk_out" >&2 || die "$2 answers with errors: its figures would mean nothing."
  requests=$(awk '/requests in/ { print $1 }' <<<"$wrk_out")
  [ "${requests:-0}" -gt 0 ] || die "$2 answered no request in $seconds s."
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$ticks" "$bytes" "$requests" >>"$samples"
}

say "Warming up …"
# Twice: compiled code is replaced by optimised code after the first load.
for i in 1 2; do for node in off on; do load $node 64 2; done; done
for round in $(seq "$rounds"); do
  # There and back: whoever is measured first in one round is last in the next.
  order="off on"
  [ $((round % 2)) -eq 1 ] || order="on off"
  for c in ${connections//,/ }; do
    for node in $order; do measure "$round" "$node" "$c"; done
    say "round $round of $rounds, $c connections"
  done
done
{
  echo "# A node with and without metrics"
  echo
  echo "How it is measured and how to read it: \`bench/README.md\`. $rounds rounds of $seconds s, 128 bytes; medians. Ratio: CPU against the node without, in the same round."
  echo
  machine_facts | sed 's/^/- /'
  echo
} >"$report"
passed=0
# Less than the smallest object there is: what the node allocates beside the requests, and the granularity of the counter.
python3 "$bench/lib/metrics-report.py" "$samples" 1.04 8 >>"$report" || passed=1
cat "$report"
exit $passed
