#!/usr/bin/env bash
# What do bulkhead, rate limit, breaker and retry cost a request? The same route with and without them, in one process. See bench/README.md.
#
#   bench/stages.sh [--rounds 12] [--seconds 2] [--connections 1,64] [--quick]
#
# CPU and allocated bytes per request. Passes when the median ratio is at most 1.10 and the policies allocate nothing. --quick is 3 rounds of 1 s.
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

samples=$results/stages$suffix.tsv report=$results/stages$suffix.md
: >"$samples"
free_port && backend=$port
free_port && listen=$port
free_port
for template in cost-backend.conf stages-perdure.yaml; do
  sed -e "s|{{dir}}|$scratch|g" -e "s|{{backend}}|$backend|g" -e "s|{{small}}|$(head -c 128 /dev/zero | tr '\0' x)|g" \
    -e "s|{{listen}}|$listen|g" -e "s|{{admin}}|$port|g" "$bench/peers/$template" >"$scratch/$template"
done
start "$scratch/backend.out" nginx -e "$scratch/backend-error.log" -p "$scratch" -c "$scratch/cost-backend.conf"
await_http "http://127.0.0.1:$backend/small" "$started" "$scratch/backend.out" || die "The back end doesn't start."
export PERDURE_ALLOCATIONS=$scratch/allocated DOTNET_STARTUP_HOOKS=$bench/Perdure.AllocationProbe/bin/Release/net10.0/perdure-allocation-probe.dll
start "$scratch/perdure.out" "$perdure" run "$scratch/stages-perdure.yaml"
gateway=$started
unset PERDURE_ALLOCATIONS DOTNET_STARTUP_HOOKS

ask() { curl -s -o /dev/null -m 2 -w '%{http_code}' -H "Host: $1.test" "http://127.0.0.1:$listen/small"; }
for i in $(seq 150); do
  [ "$(ask bare)" != 200 ] || break
  sleep 0.1
done
for route in bare guarded adaptive; do [ "$(ask $route)" = 200 ] || { tail -5 "$scratch/perdure.out" >&2; die "Perdure doesn't serve the route $route."; }; done

allocated() { # bytes that the gateway has allocated so far; what it allocated last is told within 50 ms
  sleep 0.12
  echo $((10#$(cat "$scratch/allocated.$gateway")))
}

load() { # load ROUTE CONNECTIONS SECONDS: wrk's output in $wrk_out
  wrk_out=$(timeout $(($3 + 20)) wrk -t1 -c"$2" -d"$3"s -H "Host: $1.test" "http://127.0.0.1:$listen/small")
}

measure() { # measure ROUND ROUTE CONNECTIONS: one line in the samples
  local ticks bytes requests
  bytes=$(allocated) ticks=$(cpu_ticks "$gateway")
  load "$2" "$3" "$seconds"
  ticks=$(($(cpu_ticks "$gateway") - ticks)) bytes=$(($(allocated) - bytes))
  ! grep -E 'Non-2xx|Socket errors' <<<"$wrk_out" >&2 || die "$2 answers with errors: its figures would mean nothing."
  requests=$(awk '/requests in/ { print $1 }' <<<"$wrk_out")
  [ "${requests:-0}" -gt 0 ] || die "$2 answered no request in $seconds s."
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$ticks" "$bytes" "$requests" >>"$samples"
}

say "Warming up …"
# Twice: compiled code is replaced by optimised code after the first load.
for i in 1 2; do for route in bare guarded adaptive; do load $route 64 2; done; done
for round in $(seq "$rounds"); do
  # There and back: whoever is measured first in one round is last in the next.
  order="bare guarded adaptive"
  [ $((round % 2)) -eq 1 ] || order="adaptive guarded bare"
  for c in ${connections//,/ }; do
    for route in $order; do measure "$round" "$route" "$c"; done
    say "round $round of $rounds, $c connections"
  done
done
{
  echo "# A route with and without its policies"
  echo
  echo "How it is measured and how to read it: \`bench/README.md\`. $rounds rounds of $seconds s, 128 bytes; medians. Ratio: CPU against the bare route in the same round."
  echo
  machine_facts | sed 's/^/- /'
  echo
} >"$report"
passed=0
python3 "$bench/lib/stages-report.py" "$samples" >>"$report" || passed=1
cat "$report"
exit $passed
