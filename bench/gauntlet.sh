#!/usr/bin/env bash
# The failure gauntlet: Perdure, HAProxy and nginx, each with defaults and tuned, through the same faults. See bench/README.md.
#
#   bench/gauntlet.sh [--scenario G1,G4b] [--contestant haproxy,perdure-tuned] [--seeds 3] [--rate 350] [--quick] [--fresh] [--samples]
#
# Goes on where an interrupted run stopped, unless --fresh. The whole takes about an hour and a half; one run 16 to 45 s. --samples writes a
# table of all requests of each run into bench/results.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,7s/^# \{0,1\}//p' "$0"; }

pass=() contestants=
while [ $# -gt 0 ]; do
  case $1 in
    --scenario | --seeds | --rate) pass+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
    --contestant) contestants=${2:?$1 needs a value}; shift 2 ;;
    --quick | --fresh | --samples) pass+=("$1"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
# A crowd has a connection for each of its requests, at both ends.
if [ "$(ulimit -Sn)" != unlimited ] && [ "$(ulimit -Sn)" -lt 16000 ]; then
  ulimit -Sn 16000 2>/dev/null || say "Fewer than 16000 open files a process (hard limit $(ulimit -Hn)): G7, G8 and G11 may run into that."
fi
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
