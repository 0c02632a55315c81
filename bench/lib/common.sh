# Shared by the scripts in bench/. Sourced, never run: sets up paths, installs what is missing, starts and stops children.

set -euo pipefail
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(cd "$bench/.." && pwd)
results=$bench/results
perdure=${PERDURE:-$root/src/Perdure/bin/Release/net10.0/perdure}
gauntlet=$bench/Perdure.Gauntlet/bin/Release/net10.0/perdure-gauntlet
# Debian keeps the daemons in sbin, which isn't on everybody's path.
PATH=$PATH:/usr/sbin:/sbin
children=()
scratch=

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# need PROGRAM PACKAGE…: installs Debian packages that are missing, when it may. Their services are not started: the peers run
# as our own children, on our own ports.
need() {
  local wanted=() program package
  while [ $# -gt 0 ]; do
    program=$1 package=$2
    shift 2
    command -v "$program" >/dev/null || wanted+=("$package")
  done
  [ ${#wanted[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || die "Missing: ${wanted[*]}. Install them and run this again."
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die "Missing: ${wanted[*]}. Run: sudo apt-get install ${wanted[*]}"
    as_root=(sudo -n)
  fi
  say "Installing ${wanted[*]} …"
  local policy=/usr/sbin/policy-rc.d mine=
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod +x $policy
    mine=1
  fi
  { "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}"; } >&2 ||
    { [ -z "$mine" ] || "${as_root[@]}" rm -f $policy; die "apt-get could not install ${wanted[*]}; see above."; }
  [ -z "$mine" ] || "${as_root[@]}" rm -f $policy
}

build() { # build PROJECT…
  local project
  for project in "$@"; do
    say "Building $project …"
    dotnet build "$root/$project" -c Release --nologo -v quiet >"$scratch/build.log" 2>&1 ||
      { tail -20 "$scratch/build.log" >&2; die "$project doesn't build."; }
  done
}

# The executable starts, but answers "run": an empty house has the one without the other.
perdure_runs() { [ -x "$perdure" ] && "$perdure" run --help >/dev/null 2>&1; }

start() { # start LOGFILE COMMAND…: a child that ends with this script; its id is in $started
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null &
  started=$!
  children+=("$started")
}

# In the background and waited for, so that Ctrl-C reaches the trap, which then ends the child in order.
attended() { # attended COMMAND…: a child with our output; our exit code is its own when it fails
  "$@" </dev/null &
  started=$!
  children+=("$started")
  wait "$started"
}

stop() { # stop PID: ends a child that start began
  local pid=$1 i
  kill -TERM "$pid" 2>/dev/null || return 0
  for i in $(seq 200); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

cleanup() {
  local code=$? pid
  trap - EXIT INT TERM
  for pid in "${children[@]}"; do stop "$pid"; done
  [ -z "$scratch" ] || rm -rf "$scratch"
  exit $code
}

prepare() { # a scratch directory, and traps that leave nothing behind
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/perdure-bench.XXXXXX")
  # Started by root, nginx works as a user of its own, who must get into the directory.
  chmod 755 "$scratch"
  trap cleanup EXIT
  trap 'exit 130' INT TERM
  mkdir -p "$results"
}

# Free ports below the range of outgoing connections, different at each call.
next_port=$((14000 + ($$ * 53) % 16000))
free_port() { # the port is in $port
  while :; do
    next_port=$((next_port + 1))
    if ! ss -Hltn "sport = :$next_port" | grep -q .; then
      port=$next_port
      return
    fi
  done
}

await_http() { # await_http URL PID LOG: until it answers 200, at most 15 s
  local i
  for i in $(seq 150); do
    kill -0 "$2" 2>/dev/null || { tail -5 "$3" >&2; return 1; }
    [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "$1")" = 200 ] && return 0
    sleep 0.1
  done
  tail -5 "$3" >&2
  return 1
}

tree() { # the process and all its descendants
  local pid
  echo "$1"
  for pid in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$pid"; done
}

cpu_ticks() { # user + system time of a process tree, in ticks of 10 ms
  local pid sum=0 line
  for pid in $(tree "$1"); do
    line=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    set -- ${line##*) }
    sum=$((sum + ${12} + ${13}))
  done
  echo $sum
}

memory_kib() { # memory_kib VmHWM|VmRSS PID: summed over the process tree
  local pid sum=0 kib
  for pid in $(tree "$2"); do
    kib=$(awk -v k="$1:" '$1 == k { print $2 }' "/proc/$pid/status" 2>/dev/null) || continue
    sum=$((sum + ${kib:-0}))
  done
  echo $sum
}

machine_facts() { # one fact a line; nothing that changes from day to day or names the machine
  echo "cores: $(nproc), $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), memory $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)"
  echo "kernel: $(uname -s) $(uname -r | cut -d- -f1)"
  echo ".NET: $(dotnet --version) (SDK)"
  command -v haproxy >/dev/null && echo "HAProxy: $(haproxy -v | awk 'NR == 1 { print $3 }')"
  command -v nginx >/dev/null && echo "nginx: $(nginx -v 2>&1 | sed 's|.*/||')"
  command -v wrk >/dev/null && echo "wrk: $(wrk -v 2>&1 | awk 'NR == 1 { print $2 }')"
  return 0
}
