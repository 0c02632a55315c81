#!/usr/bin/env bash
# Tortures what must not be lost: writers through gateways that are killed with kill -9 at random moments, to a service that refuses, hangs and
# dies; then every acknowledgement is held against the service's ledger.
#
#   bench/durable-torture.sh [--sqlite-kills 100] [--postgres-kills 30] [--seed 1]
#
# One gateway on SQLite, then two on PostgreSQL, which is killed as well; then the negative controls, in which the judge must find something:
# a disk that loses what it said it had flushed, and a service that ignores keys. PostgreSQL takes Debian's postgresql-15.
. "$(dirname "$0")/lib/common.sh"

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; }

sqlite_kills=100 postgres_kills=30 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --sqlite-kills) sqlite_kills=${2:?--sqlite-kills needs a number}; shift 2 ;;
    --postgres-kills) postgres_kills=${2:?--postgres-kills needs a number}; shift 2 ;;
    --seed) seed=${2:?--seed needs a number}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

prepare
[ "$postgres_kills" -eq 0 ] || [ -x /usr/lib/postgresql/15/bin/initdb ] || need initdb postgresql-15
build tests/Perdure.Durability.Torture
torture=$root/tests/Perdure.Durability.Torture/bin/Release/net10.0/perdure-durable-torture

# name, expected exit code, arguments
one() {
  local name=$1 expected=$2 code=0
  shift 2
  say "$name"
  "$torture" run --seed "$seed" --folder "$scratch/$name" "$@" >"$scratch/$name.out" 2>&1 || code=$?
  grep -E '^(answers|peace|seed|FOUND)' "$scratch/$name.out" || true
  [ $code -eq "$expected" ] && return
  rm -rf "$results/durable-torture-$name"
  mkdir -p "$results/durable-torture-$name"
  cp "$scratch/$name.out" "$scratch/$name"/*/*.log "$results/durable-torture-$name/" 2>/dev/null || true
  die "$name ended with $code, not $expected; its logs are in $results/durable-torture-$name."
}

[ "$sqlite_kills" -eq 0 ] || one sqlite 0 --engine sqlite --kills "$sqlite_kills"
[ "$postgres_kills" -eq 0 ] || one postgres 0 --engine postgres --kills "$postgres_kills"
one control-lying-disk 1 --engine sqlite --kills 5 --control LyingDisk
one control-forgetful-service 1 --engine sqlite --kills 5 --control ForgetfulService
say "Nothing was lost and nothing done twice; both controls were found."
