#!/usr/bin/env bash
# What does all that is written down of requests cost one? The same route on a node without any of it, with an access log, and with metrics, access log and 1 % of traces. See bench/README.md.
#
#   bench/telemetry.sh [--rounds 12] [--seconds 2] [--connections 1,64] [--nodes log,all] [--quick]
#
# CPU and allocated bytes per request. Passes when the median ratios are at most 1.08. --quick is 3 rounds of 1 s. Nodes: metrics, log, traces, all.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

rounds=12 seconds=2 connections=1,64 nodes=log,all suffix=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number}; shift 2 ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    --connections) connections=${2:?--connections needs numbers}; shift 2 ;;
    --nodes) nodes=${2:?--nodes needs names}; shift 2 ;;
    --quick) rounds=3 seconds=1 suffix=-quick; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
need nginx nginx-light wrk wrk curl curl ss iproute2 python3 python3-minimal
build src/Perdure bench/Perdure.AllocationProbe
perdure_runs || die "'$perdure run' doesn't work yet."

samples=$results/telemetry$suffix.tsv report=$results/telemetry$suffix.md
: >"$samples"
free_port && backend=$port
sed -e "s|{{dir}}|$scratch|g" -e "s|{{backend}}|$backend|g" -e "s|{{small}}|$(head -c 128 /dev/zero | tr '\0' x)|g" "$bench/peers/cost-backend.conf" >"$scratch/cost-backend.conf"
start "$scratch/backend.out" nginx -e "$scratch/backend-error.log" -p "$scratch" -c "$scratch/cost-backend.conf"
await_http "http://127.0.0.1:$backend/small" "$started" "$scratch/backend.out" || die "The back end doesn't start."
# What takes the traces, and throws them away.
free_port && collector=$port
cat >"$scratch/collector.conf" <<EOF
daemon off; pid $scratch/collector.pid; error_log $scratch/collector-error.log;
events { worker_connections 64; }
http { access_log off; client_max_body_size 64m; client_body_temp_path $scratch/collector-body; server { listen 127.0.0.1:$collector; location / { return 200; } } }
EOF
start "$scratch/collector.out" nginx -e "$scratch/collector-error.log" -p "$scratch" -c "$scratch/collector.conf"
declare -A listen gateway
nodes="off ${nodes//,/ }"
for node in $nodes; do
  mkdir -p "$scratch/$node"
  free_port && listen[$node]=$port
  free_port
  sed -e "s|{{dir}}|$scratch/$node|g" -e "s|{{backend}}|$backend|g" -e "s|{{listen}}|${listen[$node]}|g" -e "s|{{admin}}|$port|g" \
    "$bench/peers/stages-perdure.yaml" >"$scratch/$node/perdure.yaml"
  export PERDURE_METRICS=off PERDURE_ALLOCATIONS=$scratch/allocated DOTNET_STARTUP_HOOKS=$bench/Perdure.AllocationProbe/bin/Release/net10.0/perdure-allocation-probe.dll
  case $node in metrics | all) PERDURE_METRICS=on ;; esac
  case $node in log | all) echo "telemetry: { accessLog: { path: $scratch/$node/access.log }, traces: { sample: 1% } }" >>"$scratch/$node/perdure.yaml" ;; esac
  case $node in traces | all) export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:$collector/v1/traces OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf ;; esac
  start "$scratch/$node/perdure.out" "$perdure" run "$scratch/$node/perdure.yaml"
  gateway[$node]=$started
  unset PERDURE_METRICS PERDURE_ALLOCATIONS DOTNET_STARTUP_HOOKS OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_EXPORTER_OTLP_TRACES_PROTOCOL
done

ask() { curl -s -o /dev/null -m 2 -w '%{http_code}' -H "Host: guarded.test" "http://127.0.0.1:${listen[$1]}/small"; }
for node in $nodes; do
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
for i in 1 2; do for node in $nodes; do load $node 64 2; done; done
for round in $(seq "$rounds"); do
  # There and back: whoever is measured first in one round is last in the next.
  order=$nodes
  [ $((round % 2)) -eq 1 ] || order=$(tr ' ' '\n' <<<"$nodes" | tac | tr '\n' ' ')
  for c in ${connections//,/ }; do
    for node in $order; do measure "$round" "$node" "$c"; done
    say "round $round of $rounds, $c connections"
  done
done
dropped=$(cat "$scratch"/*/perdure.out | grep -c access-log-dropped || true)
[ "$dropped" = 0 ] || say "Lines of the access log were dropped: the figures are too good."
{
  echo "# Nodes with and without metrics, access log and traces"
  echo
  echo "How it is measured and how to read it: \`bench/README.md\`. $rounds rounds of $seconds s, 128 bytes; medians. Ratio: CPU against the node without all of it, in the same round."
  echo
  machine_facts | sed 's/^/- /'
  echo
} >"$report"
passed=0
python3 "$bench/lib/metrics-report.py" "$samples" 1.08 64 >>"$report" || passed=1
cat "$report"
exit $passed
