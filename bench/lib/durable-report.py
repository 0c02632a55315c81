"""The tables of bench/durable.sh from its samples: medians, and ratios of those measured in the same round."""
import json
import statistics
import sys

rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
NAMES = {
    "limit": "bare loop, appending: **the limit**",
    "limit-in-place": "bare loop, over and over in place",
    "grouped": "the loop with clients that wait",
    "sqlite": "Perdure, SQLite",
    "postgres": "Perdure, PostgreSQL",
    "redis": "Redis, `appendfsync always`",
    "insert": "PostgreSQL, single-row INSERTs by hand",
}


def of(who, clients):
    return [row for row in rows if row["who"] == who and row.get("clients") == clients]


def ratio(some, others):
    pairs = [a["perSecond"] / b["perSecond"] for a, b in zip(some, others)]
    return f"{statistics.median(pairs):.2f} ({min(pairs):.2f}–{max(pairs):.2f})" if pairs else "–"


if any("perSecond" in row for row in rows):
    print("| clients | who | acknowledged / s | of the limit (least–most) | against INSERTs | against Redis | p50 ms | p99 ms | CPU µs, bytes allocated |")
    print("|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    for clients in (1, 64):
        for who, name in NAMES.items():
            some = of(who, clients)
            if not some:
                continue
            median = {key: statistics.median(row[key] for row in some) for key in ("perSecond", "p50Ms", "p99Ms")}
            own = f"{statistics.median(row['cpuUs'] for row in some):.1f}, {statistics.median(row['allocatedBytes'] for row in some):.0f}" if some[0].get("cpuUs") else "–"
            print(
                f"| {clients} | {name} | {median['perSecond']:,.0f} | {ratio(some, of('limit', clients))} | {ratio(some, of('insert', clients))} "
                f"| {ratio(some, of('redis', clients))} | {median['p50Ms']:.2f} | {median['p99Ms']:.2f} | {own} |"
            )

backlogs = [row for row in rows if "drained" in row]
if backlogs:
    print()
    print("| backlog | jobs | enqueued / s | drained / s: first tenth | last tenth | last ÷ first | all tenths |")
    print("|---|--:|--:|--:|--:|--:|---|")
    for row in backlogs:
        tenths = row["tenths"]
        print(
            f"| {NAMES[row['who']]} | {row['drained']:,} | {row['enqueued']:,.0f} | {tenths[0]:,.0f} | {tenths[-1]:,.0f} "
            f"| {tenths[-1] / tenths[0]:.2f} | {', '.join(f'{tenth:,.0f}' for tenth in tenths)} |"
        )

for delay in (0, 20):
    bare, kept = of(f"bare-{delay}", 64), of(f"kept-{delay}", 64)
    if not bare or not kept:
        continue
    if delay == 0:
        print()
        print("| service takes | route | requests / s | p50 ms | p99 ms | added at the median, ms (least–most) |")
        print("|--:|---|--:|--:|--:|--:|")
    added = [b["p50Ms"] - a["p50Ms"] for a, b in zip(bare, kept)]
    for name, some, text in (("without", bare, "–"), ("with `idempotency`", kept, f"{statistics.median(added):+.2f} ({min(added):+.2f}–{max(added):+.2f})")):
        figures = [statistics.median(row[key] for row in some) for key in ("perSecond", "p50Ms", "p99Ms")]
        print(f"| {delay} ms | {name} | {figures[0]:,.0f} | {figures[1]:.2f} | {figures[2]:.2f} | {text} |")
