"""The tables of bench/coordination.sh from its samples: medians, and ratios of pairs measured one after the other."""
import json
import statistics
import sys

rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]


def pick(who, op, key, value):
    return [row for row in rows if row["client"] == who and row["op"] == op and row.get(key) == value]


def median(some, key):
    return statistics.median(row[key] for row in some)


print("| operation | clients | etcd's Go client, /s | Perdure, /s | ratio: median of pairs (least, most) | p50 ms: Go, Perdure | p99 ms: Go, Perdure |")
print("|---|---|---|---|---|---|---|")
for clients in (1, 64):
    for op in ("put", "txn", "get", "serializable"):
        go, ours = pick("etcd-go", op, "clients", clients), pick("perdure", op, "clients", clients)
        ratios = [b["perSecond"] / a["perSecond"] for a, b in zip(go, ours)]
        print(
            f"| {op} | {clients} | {median(go, 'perSecond'):,.0f} | {median(ours, 'perSecond'):,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f}, {max(ratios):.2f}) "
            f"| {median(go, 'p50Ms'):.2f}, {median(ours, 'p50Ms'):.2f} | {median(go, 'p99Ms'):.2f}, {median(ours, 'p99Ms'):.2f} |"
        )
print()
print("| TTL | who | next leader after kill -9: median ms (least, most) | elections |")
print("|---|---|---|---|")
for ttl in (2, 5):
    for who in ("etcd-go", "perdure"):
        times = [row["ms"] for row in pick(who, "election", "ttl", ttl)]
        if times:
            print(f"| {ttl} s | {who} | {statistics.median(times):,.0f} ({min(times):,}, {max(times):,}) | {len(times)} |")
