#!/usr/bin/env bash
# Tortures the agreement of three nodes on three real etcd: kills, stops, partitions, wrong clocks; run after run, each with its own seed.
#
#   bench/torture.sh [--minutes 60] [--run-seconds 120] [--seed 1]
#
# Takes root (network namespaces). Stops at the first run in which the judge finds something, and keeps its logs.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

minutes=60 run_seconds=120 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=${2:?--minutes needs a number}; shift 2 ;;
    --run-seconds) run_seconds=${2:?--run-seconds needs a number}; shift 2 ;;
    --seed) seed=${2:?--seed needs a number}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
[ "$(id -u)" -eq 0 ] || die "Network namespaces take root. Run this as root, or in a container of its own."
need etcd etcd-server etcdctl etcd-client ip iproute2 faketime faketime
build tests/Perdure.Torture
torture=$root/tests/Perdure.Torture/bin/Release/net10.0/perdure-torture
ends=$((SECONDS + minutes * 60)) runs=0
while [ $SECONDS -lt $ends ]; do
  folder=$scratch/run-$seed
  if ! "$torture" run --seconds "$run_seconds" --seed "$seed" --folder "$folder" | tee "$scratch/run.out" | grep -E '^(seed|peace|FOUND|logs)'; then
    :
  fi
  if ! grep -q ' 0 findings$' "$scratch/run.out"; then
    kept=$results/torture-$seed
    rm -rf "$kept"
    mkdir -p "$kept"
    cp "$scratch/run.out" "$kept/"
    cp "$folder"/*.log "$folder"/*.claims "$folder"/node-*/*.log "$kept/" 2>/dev/null || true
    die "Seed $seed found something; its logs are in $kept."
  fi
  rm -rf "$folder"
  runs=$((runs + 1)) seed=$((seed + 1))
done
say "$runs runs of $run_seconds s, nothing found."
