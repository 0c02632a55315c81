#!/usr/bin/env bash
# Perdure's client of etcd against etcd's own Go client, on the same real etcd: operations a second, and the time to a next leader.
#
#   bench/coordination.sh [--rounds 5] [--seconds 4] [--elections 10] [--quick]
#
# Rounds alternate between the two clients. Completions are inline, as `perdure run` sets them. --quick is 1 round of 1 s and 2 elections.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

rounds=5 seconds=4 warm=3 elections=10 suffix=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number}; shift 2 ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    --elections) elections=${2:?--elections needs a number}; shift 2 ;;
    --quick) rounds=1 seconds=1 warm=2 elections=2 suffix=-quick; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
need etcd etcd-server go golang-go ss iproute2 python3 python3
[ -d /usr/share/gocode/src/go.etcd.io/etcd/clientv3 ] || need etcd-client-sources golang-etcd-server-dev
build bench/Perdure.Agreement
ours=$bench/Perdure.Agreement/bin/Release/net10.0/perdure-agreement
theirs=$scratch/etcd-client
say "Building etcd's Go client …"
(cd "$bench/peers/etcd-client" && GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$scratch/go go build -o "$theirs" .) || die "The Go client doesn't build."

free_port && client=$port
free_port && peer=$port
url=http://127.0.0.1:$client
start "$scratch/etcd.log" etcd --data-dir "$scratch/etcd" --listen-client-urls "$url" --advertise-client-urls "$url" \
  --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
  --initial-cluster "default=http://127.0.0.1:$peer" --log-level error
await_http "$url/health" "$started" "$scratch/etcd.log" || die "etcd doesn't start."

samples=$results/coordination$suffix.jsonl report=$results/coordination$suffix.md
: >"$samples"
for round in $(seq "$rounds"); do
  for clients in 1 64; do
    for op in put txn get serializable; do
      # Whoever begins has the colder store: they take turns.
      if [ $((round % 2)) -eq 1 ]; then order="theirs ours"; else order="ours theirs"; fi
      for who in $order; do
        case $who in
          theirs) "$theirs" load -endpoints "$url" -op $op -clients $clients -seconds "$seconds" -warm "$warm" ;;
          ours) DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 "$ours" load --endpoints "$url" --op $op --clients $clients --seconds "$seconds" -warm "$warm" ;;
        esac >>"$samples" || die "$who failed."
      done
      say "round $round: $clients clients, $op done"
    done
  done
done

await_line() { # await_line FILE WORD: at most 30 s
  local i
  for i in $(seq 1500); do
    grep -q "$2" "$1" 2>/dev/null && return 0
    sleep 0.02
  done
  die "no $2 in $1: $(tail -2 "$1")"
}

candidate() { # candidate WHO NAME ID TTL FILE
  case $1 in
    etcd-go) start "$5" "$theirs" elect -endpoints "$url" -name "$2" -id "$3" -ttl "$4" ;;
    perdure) start "$5" "$ours" elect --endpoints "$url" --name "$2" --id "$3" --ttl "$4" ;;
  esac
}

# One candidate leads, another waits; the first is killed; the second says when it leads.
for ttl in 2 5; do
  for n in $(seq "$elections"); do
    # At another moment of the lease's life each time, the same for both.
    pause=$(awk -v n="$n" -v ttl=$ttl 'BEGIN { printf "%.2f", 0.3 + (n * 0.37) % ttl }')
    for who in etcd-go perdure; do
      name=$who-$ttl-$n
      candidate $who "$name" first $ttl "$scratch/$name-1"
      first=$started
      await_line "$scratch/$name-1" leads
      candidate $who "$name" second $ttl "$scratch/$name-2"
      second=$started
      await_line "$scratch/$name-2" entered
      sleep "$pause"
      killed=$(date +%s%3N)
      kill -KILL "$first"
      await_line "$scratch/$name-2" leads
      leads=$(grep -o '"unixMs":[0-9]*' "$scratch/$name-2" | cut -d: -f2)
      echo "{\"client\":\"$who\",\"op\":\"election\",\"ttl\":$ttl,\"ms\":$((leads - killed))}" >>"$samples"
      kill -KILL "$second"
      wait "$first" "$second" 2>/dev/null || true
    done
    say "ttl $ttl s: election $n done"
  done
done

python3 "$bench/lib/coordination-report.py" "$samples" >"$report"
cat "$report"
