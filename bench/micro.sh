#!/usr/bin/env bash
# Time and allocations of the policies that every request passes, next to Polly.Core's. See bench/README.md.
#
#   bench/micro.sh [--filter '*Balancer*'] [--dry]
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,4s/^# \{0,1\}//p' "$0"; }

pass=() filter='*'
while [ $# -gt 0 ]; do
  case $1 in
    --filter) filter=${2:?--filter needs a pattern}; shift 2 ;;
    --dry) pass+=(--dry); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
build bench/Perdure.Benchmarks
attended timeout 1800 dotnet "$bench/Perdure.Benchmarks/bin/Release/net10.0/Perdure.Benchmarks.dll" --filter "$filter" --artifacts "$scratch/micro" "${pass[@]}" >&2
# BenchmarkDotNet names its report after the moment; there is one.
{
  echo "# Micro-benchmarks"
  echo
  cat "$scratch"/micro/results/*-report-github.md
} | tee "$results/micro${pass[*]:+-quick}.md"
