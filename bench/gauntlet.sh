#!/usr/bin/env bash
# The failure gauntlet: Perdure, HAProxy and nginx, each with defaults and tuned, through the same faults. See bench/README.md.
#
#   bench/gauntlet.sh [--scenario G1,G4b] [--contestant haproxy,perdure-tuned] [--seeds 3] [--rate 350] [--quick] [--fresh]
#
# Goes on where an interrupted run stopped, unless --fresh. The whole takes about an hour; one run about 16 s.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

pass=() contestants=
while [ $# -gt 0 ]; do
  case $1 in
    --scenario | --seeds | --rate) pass+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
    --contestant) contestants=${2:?$1 needs a value}; shift 2 ;;
    --quick | --fresh) pass+=("$1"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
need haproxy haproxy nginx nginx-light curl curl
build bench/Perdure.Gauntlet
case ",$contestants," in
  ,, | *,perdure*)
    build src/Perdure
    if ! perdure_runs; then
      [ -z "$contestants" ] || die "'$perdure run' doesn't work yet; leave perdure out of --contestant."
      say "'$perdure run' doesn't work yet: only the peers run."
      contestants=haproxy,nginx
    fi
    ;;
esac
[ -z "$contestants" ] || pass+=(--contestant "$contestants")

facts=$(machine_facts | grep -v '^wrk' | tr ',' ';' | paste -sd, -)
attended "$gauntlet" run --peers "$bench/peers" --perdure "$perdure" --results "$results" --scratch "$scratch/runs" --machine "$facts" "${pass[@]}"
