#!/usr/bin/env bash
# What does the console cost? First paint and long tasks with 200 services of 10 instances; a node's CPU for an idle tab; and what 100
# open streams do to requests. See bench/README.md.
#
#   bench/console.sh [--seconds 10] [--rounds 3] [--streams 100] [--only paint|idle|streams]
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,5s/^# \{0,1\}//p' "$0"; }

seconds=10 rounds=3 streams=100 only=all
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    --rounds) rounds=${2:?--rounds needs a number}; shift 2 ;;
    --streams) streams=${2:?--streams needs a number}; shift 2 ;;
    --only) only=${2:?--only needs paint, idle or streams}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
need chromium chromium
build tests/Perdure.Web.Tests
attended "$root/tests/Perdure.Web.Tests/bin/Release/net10.0/Perdure.Web.Tests" measure "$results/console.md" "$seconds" "$rounds" "$streams" "$only"
