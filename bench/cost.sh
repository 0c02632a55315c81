#!/usr/bin/env bash
# CPU, throughput and memory of one proxied request: Perdure, HAProxy and nginx on the same back end. See bench/README.md.
#
#   bench/cost.sh [--rounds 5] [--seconds 5] [--only perdure,haproxy,haproxy-2t,nginx,nginx-2w] [--quick] [--fresh]
#
# Measures in alternating rounds. An interrupted run goes on with what is missing, unless --fresh; --quick is 2 rounds of 2 s.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }

rounds=5 seconds=5 only= fresh= suffix=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number}; shift 2 ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    --only) only=$2; shift 2 ;;
    --quick) rounds=2 seconds=2 suffix=-quick; shift ;;
    --fresh) fresh=1; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
need haproxy haproxy nginx nginx-light wrk wrk curl curl ss iproute2
chosen=()
for name in perdure haproxy haproxy-2t nginx nginx-2w; do
  case ",${only:-$name}," in *",$name,"*) chosen+=("$name") ;; esac
done
[ ${#chosen[@]} -gt 0 ] || die "--only names none of perdure, haproxy, haproxy-2t, nginx, nginx-2w."
if [[ " ${chosen[*]} " == *" perdure "* ]]; then
  build src/Perdure
  if ! perdure_runs; then
    [ -z "$only" ] || die "'$perdure run' doesn't work yet."
    say "'$perdure run' doesn't work yet: only the peers run."
    chosen=("${chosen[@]:1}")
  fi
fi

samples=$results/cost$suffix.tsv report=$results/cost$suffix.md
# The parameters are part of the key: samples of another length are no samples of this run.
[ -z "$fresh" ] || rm -f "$samples"
touch "$samples"

mkdir -p "$scratch/www"
head -c 65536 /dev/zero | tr '\0' 'x' >"$scratch/www/large"
small=$(head -c 128 /dev/zero | tr '\0' 'x')
free_port && backend=$port

render() { # render TEMPLATE TARGET LISTEN ADMIN THREADS
  sed -e "s|{{dir}}|$scratch|g" -e "s|{{backend}}|$backend|g" -e "s|{{small}}|$small|g" \
    -e "s|{{listen}}|$3|g" -e "s|{{admin}}|$4|g" -e "s|{{threads}}|$5|g" "$bench/peers/$1" >"$2"
}

render cost-backend.conf "$scratch/backend.conf" 0 0 1
start "$scratch/backend.out" nginx -e "$scratch/backend-error.log" -p "$scratch" -c "$scratch/backend.conf"
await_http "http://127.0.0.1:$backend/small" "$started" "$scratch/backend.out" || die "The back end doesn't start."

declare -A pid_of port_of peak_of
launch() { # launch NAME
  local name=$1 threads=1 conf=$scratch/$1.conf listen
  case $name in *-2?) threads=2 ;; esac
  free_port && listen=$port
  free_port
  case $name in
    perdure) render cost-perdure.yaml "$conf" "$listen" "$port" 0; start "$scratch/$name.out" "$perdure" run "$conf" ;;
    haproxy*) render cost-haproxy.cfg "$conf" "$listen" 0 $threads; start "$scratch/$name.out" haproxy -db -f "$conf" ;;
    nginx*) render cost-nginx.conf "$conf" "$listen" 0 $threads; start "$scratch/$name.out" nginx -e "$scratch/$name.log" -p "$scratch" -c "$conf" ;;
  esac
  pid_of[$name]=$started port_of[$name]=$listen
  await_http "http://127.0.0.1:$listen/small" "$started" "$scratch/$name.out" || die "$name doesn't start."
}

load() { # load NAME PATH CONNECTIONS SECONDS: wrk's output in $wrk_out
  wrk_out=$(timeout $(($4 + 20)) wrk -t1 -c"$3" -d"$4"s "http://127.0.0.1:${port_of[$1]}/$2")
}

measure() { # measure NAME PATH CONNECTIONS ROUND: one line in the samples
  local key="$seconds $4 $1 $2 $3" before after requests rate
  ! grep -q "^${key// /$'\t'}"$'\t' "$samples" || return 0
  before=$(cpu_ticks "${pid_of[$1]}")
  load "$1" "$2" "$3" "$seconds"
  after=$(cpu_ticks "${pid_of[$1]}")
  requests=$(awk '/requests in/ { print $1 }' <<<"$wrk_out")
  rate=$(awk '/^Requests\/sec/ { print $2 }' <<<"$wrk_out")
  if grep -qE 'Non-2xx|Socket errors' <<<"$wrk_out"; then
    say "$1 $2 $3: $(grep -E 'Non-2xx|Socket errors' <<<"$wrk_out")"
    die "$1 answers with errors: its figures would mean nothing."
  fi
  [ "${requests:-0}" -gt 0 ] || die "$1 answered no request for /$2 in $seconds s."
  local us
  us=$(awk -v t=$((after - before)) -v n="$requests" 'BEGIN { printf "%.2f", t * 10000 / n }')
  printf '%s\t%s\t%s\n' "${key// /$'\t'}" "$us" "$rate" >>"$samples"
  say "round $4: $1 $2 × $3: $us µs, $rate/s"
}

for name in "${chosen[@]}"; do launch "$name"; done
say "Warming up …"
for name in "${chosen[@]}"; do
  for path in small large; do
    # Twice: compiled code is replaced by optimised code after the first load.
    load "$name" $path 64 2
    load "$name" $path 64 2
  done
done
for round in $(seq "$rounds"); do
  for path in small large; do
    for connections in 1 64; do
      for name in "${chosen[@]}"; do measure "$name" $path $connections "$round"; done
    done
  done
done
for name in "${chosen[@]}"; do peak_of[$name]=$(memory_kib VmHWM "${pid_of[$name]}"); done

# Medians over the rounds; ratios are taken pair by pair within a round and then the median of those.
{
  echo "# Cost of a proxied request"
  echo
  echo "How it is measured and how to read it: \`bench/README.md\`. $rounds rounds of $seconds s; medians. Ratio: CPU against HAProxy with one thread, pair by pair within a round."
  echo
  machine_facts | sed 's/^/- /'
  echo
  echo "| body | connections | gateway | CPU µs / request | ratio to HAProxy (least–most) | requests / s |"
  echo "|---|--:|---|--:|--:|--:|"
  awk -F'\t' -v seconds="$seconds" -v rounds="$rounds" '
    function median(list, n,   i, j, t) {
      for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j] < list[j - 1]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
      return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    $1 == seconds && $2 <= rounds { us[$4, $5, $3, $2] = $6; rate[$4, $5, $3, $2] = $7 }
    END {
      split("small large", paths, " "); split("1 64", connections, " ")
      split("perdure haproxy haproxy-2t nginx nginx-2w", names, " ")
      label["small"] = "128 B"; label["large"] = "64 KiB"
      for (p = 1; p <= 2; p++) for (c = 1; c <= 2; c++) for (g = 1; g <= 5; g++) {
        n = m = 0
        for (r = 1; r <= rounds; r++) {
          k = paths[p] SUBSEP connections[c] SUBSEP names[g] SUBSEP r
          h = paths[p] SUBSEP connections[c] SUBSEP "haproxy" SUBSEP r
          if (!(k in us)) continue
          n++; u[n] = us[k]; q[n] = rate[k]
          if (h in us) ratio[++m] = us[k] / us[h]
        }
        if (!n) continue
        mu = median(u, n); mq = median(q, n); text = "–"
        if (m) { mr = median(ratio, m); text = sprintf("%.2f (%.2f–%.2f)", mr, ratio[1], ratio[m]) }
        printf "| %s | %d | %s | %.1f | %s | %d |\n", label[paths[p]], connections[c], names[g], mu, text, mq
      }
    }' "$samples"
  echo
  echo "| gateway | peak memory of all its processes, MB |"
  echo "|---|--:|"
  for name in "${chosen[@]}"; do echo "| $name | $((peak_of[$name] / 1024)) |"; done
} | tee "$report"
