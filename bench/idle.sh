#!/usr/bin/env bash
# Memory that Perdure holds for idle keep-alive connections; fails above 300 MB. See bench/README.md.
#
#   bench/idle.sh [--connections 10000]
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,4s/^# \{0,1\}//p' "$0"; }

connections=10000
while [ $# -gt 0 ]; do
  case $1 in
    --connections) connections=${2:?--connections needs a number}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
# The client and the gateway need a file for each connection; both inherit this.
wanted=$((connections + 1000))
if [ "$(ulimit -Sn)" != unlimited ] && [ "$(ulimit -Sn)" -lt $wanted ]; then
  ulimit -Sn $wanted 2>/dev/null || die "$connections connections need $wanted open files a process; the hard limit is $(ulimit -Hn). Raise it, or pass --connections."
fi
build bench/Perdure.Gauntlet src/Perdure
perdure_runs || die "'$perdure run' doesn't work yet."
attended "$gauntlet" idle --connections "$connections" --peers "$bench/peers" --perdure "$perdure" --results "$results" --scratch "$scratch/idle"
