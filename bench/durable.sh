#!/usr/bin/env bash
# Durable acknowledgements per second of both engines, beside bare loops of write + fdatasync, Redis and single-row INSERTs on the same disk.
#
#   bench/durable.sh [--rounds 3] [--seconds 3] [--jobs 1000000] [--only load,drain,idempotency] [--dir DIRECTORY] [--quick]
#
# Rounds alternate between all of them. DIRECTORY is on the disk to be measured (default: a temporary one). --quick is 1 round of 1 s and 50,000 jobs.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

rounds=3 seconds=3 warm=1.5 jobs=1000000 only=load,drain,idempotency suffix= size=256
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number}; shift 2 ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    --jobs) jobs=${2:?--jobs needs a number}; shift 2 ;;
    --only) only=${2:?--only needs a list}; shift 2 ;;
    --dir) export TMPDIR=${2:?--dir needs a directory}; shift 2 ;;
    --quick) rounds=1 seconds=1 warm=1 jobs=50000 suffix=-quick; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
kind=$(findmnt -n -o FSTYPE -T "$scratch")
case $kind in tmpfs | ramfs) die "$scratch is in memory ($kind): name a directory on a disk with --dir." ;; esac
pg=/usr/lib/postgresql/15/bin
[ -x $pg/initdb ] || need postgresql-15 postgresql-15
need redis-server redis-server redis-benchmark redis-tools curl curl ss iproute2 python3 python3 setpriv util-linux findmnt mount
build bench/Perdure.Durable
ours=$bench/Perdure.Durable/bin/Release/net10.0/perdure-durable

# PostgreSQL refuses root, and Redis has no need of it.
unprivileged=()
home() { # home DIRECTORY: one for a server, which it owns
  mkdir "$1"
  [ "$(id -u)" -ne 0 ] || chown 65534:65534 "$1"
}
[ "$(id -u)" -ne 0 ] || unprivileged=(setpriv --reuid 65534 --regid 65534 --clear-groups)

free_port && pgport=$port
home "$scratch/postgres"
"${unprivileged[@]}" $pg/initdb --pgdata "$scratch/postgres/data" --username perdure --auth trust --encoding UTF8 --locale C --no-instructions \
  >"$scratch/initdb.log" 2>&1 || { tail -5 "$scratch/initdb.log" >&2; die "initdb fails."; }
# As it comes, but for the connections and for a log that is large enough not to be folded into the tables all the time: what any guide says first.
start "$scratch/postgres.log" "${unprivileged[@]}" $pg/postgres -D "$scratch/postgres/data" -p "$pgport" \
  -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers=512MB -c max_wal_size=4GB -c checkpoint_timeout=30min
for i in $(seq 100); do
  $pg/pg_isready -q -h 127.0.0.1 -p "$pgport" && break
  kill -0 "$started" 2>/dev/null && [ "$i" -lt 100 ] || { tail -5 "$scratch/postgres.log" >&2; die "PostgreSQL doesn't start."; }
  sleep 0.1
done
query() { "$pg/psql" -q -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$pgport" -U perdure postgres -c "$1" >&2; }
connection="Host=127.0.0.1;Port=$pgport;Username=perdure;Database=postgres"

free_port && redisport=$port
home "$scratch/redis"
start "$scratch/redis.log" "${unprivileged[@]}" redis-server --port "$redisport" --bind 127.0.0.1 --dir "$scratch/redis" --appendonly yes --appendfsync always --save ''
for i in $(seq 100); do
  redis-cli -p "$redisport" ping >/dev/null 2>&1 && break
  kill -0 "$started" 2>/dev/null && [ "$i" -lt 100 ] || { tail -5 "$scratch/redis.log" >&2; die "Redis doesn't start."; }
  sleep 0.1
done

samples=$results/durable$suffix.jsonl report=$results/durable$suffix.md
: >"$samples"
payload=$(head -c $size /dev/zero | tr '\0' x)
printf "INSERT INTO by_hand(queue, payload) VALUES ('q', '%s');\n" "$payload" >"$scratch/insert.sql"

redis() { # redis CLIENTS SECONDS…: for about that long, by Redis's own program, one request in flight for each client
  local rate=$((1500 * $1)) csv
  for wanted in "${@:2}"; do
    csv=$(redis-benchmark -p "$redisport" -c "$1" -n $((rate * wanted)) --csv RPUSH "queue:$1" "$payload" | tail -1 | tr -d '"')
    rate=$(awk -F, '{ printf "%d", $2 + 1 }' <<<"$csv")
  done
  awk -F, -v clients="$1" '{ printf "{\"who\":\"redis\",\"clients\":%d,\"perSecond\":%s,\"p50Ms\":%s,\"p99Ms\":%s}\n", clients, $2, $5, $7 }' <<<"$csv"
  redis-cli -p "$redisport" del "queue:$1" >/dev/null
}

by_hand() { # by_hand CLIENTS SECONDS: by PostgreSQL's own program, prepared, a connection for each client
  local threads=1 log=$scratch/pgbench
  [ "$1" -eq 1 ] || threads=2
  rm -f "$log".*
  (cd "$scratch" && $pg/pgbench -n -h 127.0.0.1 -p "$pgport" -U perdure -M prepared -c "$1" -j $threads -T "$2" -l --log-prefix="$log" -f "$scratch/insert.sql" postgres) >"$scratch/pgbench.out" 2>&1 ||
    { tail -5 "$scratch/pgbench.out" >&2; die "pgbench fails."; }
  local rate
  rate=$(awk '/^tps/ { print $3 }' "$scratch/pgbench.out")
  cat "$log".* | awk '{ print $3 }' | sort -n | awk -v clients="$1" -v rate="$rate" '{ us[NR] = $1 } END {
    printf "{\"who\":\"insert\",\"clients\":%d,\"perSecond\":%s,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n", clients, rate, us[int((NR + 1) / 2)] / 1000, us[int(NR * 0.99 + 0.5)] / 1000 }'
}

one() { # one WHO CLIENTS
  local with=(--clients "$2" --seconds "$seconds" --warm "$warm" --size $size)
  case $1 in
    limit) "$ours" limit --file "$scratch/limit" "${with[@]}" ;;
    limit-in-place) "$ours" limit --in-place --file "$scratch/limit" "${with[@]}" ;;
    grouped) "$ours" grouped --file "$scratch/grouped" "${with[@]}" ;;
    sqlite) rm -f "$scratch"/durable.db*; "$ours" enqueue --engine sqlite --place "$scratch/durable.db" "${with[@]}"; rm -f "$scratch"/durable.db* ;;
    postgres) "$ours" enqueue --engine postgres --place "$connection" "${with[@]}"; query 'SET client_min_messages = warning; DROP SCHEMA perdure CASCADE' ;;
    redis) redis "$2" 1 "$seconds" ;;
    insert) query 'SET client_min_messages = warning; DROP TABLE IF EXISTS by_hand; CREATE TABLE by_hand(id bigserial PRIMARY KEY, queue text NOT NULL, payload text NOT NULL)'; by_hand "$2" "$seconds" ;;
  esac
}

case ,$only, in *,load,*)
  everybody=(limit limit-in-place grouped sqlite postgres redis insert)
  for round in $(seq "$rounds"); do
    for clients in 1 64; do
      order=("${everybody[@]}")
      # Whoever comes late has the warmer disk: every other round goes backwards.
      [ $((round % 2)) -eq 1 ] || mapfile -t order < <(printf '%s\n' "${everybody[@]}" | tac)
      for who in "${order[@]}"; do one "$who" $clients >>"$samples" || die "$who fails."; done
    done
    say "round $round done"
  done
  ;;
esac
case ,$only, in *,drain,*)
  "$ours" drain --engine sqlite --place "$scratch/backlog.db" --jobs "$jobs" --size $size >>"$samples" || die "The backlog of SQLite fails."
  rm -f "$scratch"/backlog.db*
  say "backlog of SQLite drained"
  "$ours" drain --engine postgres --place "$connection" --jobs "$jobs" --size $size >>"$samples" || die "The backlog of PostgreSQL fails."
  say "backlog of PostgreSQL drained"
  ;;
esac

case ,$only, in *,idempotency,*)
  build src/Perdure
  # A service that answers at once shows what it costs; one that takes its time shows what a client of a real one waits longer.
  for delay in 0 20; do
    free_port && service=$port
    start "$scratch/service.log" "$ours" serve --port "$service" --delay-ms $delay
    behind=$started
    free_port && listen=$port
    free_port
    sed -e "s|{{dir}}|$scratch/node-$delay|g" -e "s|{{listen}}|$listen|g" -e "s|{{admin}}|$port|g" -e "s|{{service}}|$service|g" "$bench/peers/durable-perdure.yaml" >"$scratch/perdure-$delay.yaml"
    mkdir "$scratch/node-$delay"
    "$perdure" check "$scratch/perdure-$delay.yaml" >"$scratch/check.log" 2>&1 || { tail -5 "$scratch/check.log" >&2; say "This Perdure has no idempotency: left out."; break; }
    start "$scratch/perdure.log" "$perdure" run "$scratch/perdure-$delay.yaml"
    node=$started
    for i in $(seq 150); do
      [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' -X POST "http://127.0.0.1:$listen/bare")" = 201 ] && break
      kill -0 "$node" 2>/dev/null && [ "$i" -lt 150 ] || { tail -5 "$scratch/perdure.log" >&2; die "Perdure doesn't start."; }
      sleep 0.1
    done
    for round in $(seq "$rounds"); do
      order=(bare kept)
      [ $((round % 2)) -eq 1 ] || order=(kept bare)
      for route in "${order[@]}"; do
        "$ours" requests --who "$route-$delay" --url "http://127.0.0.1:$listen/$route" --clients 64 --seconds "$seconds" --warm "$warm" --size $size >>"$samples" || die "Requests to $route fail."
      done
    done
    stop "$node"
    stop "$behind"
    say "idempotency with a service of $delay ms done"
  done
  ;;
esac

{
  machine_facts | grep -vE "HAProxy|nginx|wrk" | sed 's/^/- /'
  echo "- PostgreSQL: $($pg/postgres --version | awk '{ print $3 }'), Redis: $(redis-server --version | sed 's/.*v=\([0-9.]*\).*/\1/'), file system: $kind"
  echo
  python3 "$bench/lib/durable-report.py" "$samples"
} >"$report"
cat "$report"
