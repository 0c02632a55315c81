#!/usr/bin/env bash
# Minutes of load through a gateway under random faults; fails when its memory or open files grow. See bench/README.md.
#
#   bench/soak.sh [--minutes 10] [--seed 1] [--rate 200] [--contestant perdure-default]
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,4s/^# \{0,1\}//p' "$0"; }

pass=() contestant=perdure-default
while [ $# -gt 0 ]; do
  case $1 in
    --minutes | --seed | --rate) pass+=("$1" "${2:?$1 needs a number}"); shift 2 ;;
    --contestant) contestant=${2:?--contestant needs a name}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
build bench/Perdure.Gauntlet
case $contestant in
  perdure*)
    build src/Perdure
    perdure_runs || die "'$perdure run' doesn't work yet."
    ;;
  *) need haproxy haproxy nginx nginx-light ;;
esac
attended "$gauntlet" soak --contestant "$contestant" --peers "$bench/peers" --perdure "$perdure" --results "$results" --scratch "$scratch/soak" "${pass[@]}"
