"""The table of telemetry.sh: CPU and allocation of nodes against the one named off, pair by pair within a round."""

import csv
import statistics
import sys
from collections import defaultdict

TICK_US = 10_000
MOST_RATIO = float(sys.argv[2])
MOST_BYTES = float(sys.argv[3])

samples = defaultdict(dict)
nodes = ["off"]
for round_, node, connections, ticks, allocated, requests in csv.reader(open(sys.argv[1]), delimiter="\t"):
    if node not in nodes:
        nodes.append(node)
    samples[int(connections), node][int(round_)] = (int(ticks) * TICK_US / int(requests), int(allocated) / int(requests), int(requests))

print("| connections | node | CPU µs / request | ratio to off (quartiles) | bytes allocated / request | more than off | requests |")
print("|--:|---|--:|--:|--:|--:|--:|")
passed = True
for connections in sorted({c for c, _ in samples}):
    off = samples[connections, "off"]
    for node in nodes:
        own = samples[connections, node]
        ratios = [own[r][0] / off[r][0] for r in own if r in off and off[r][0] > 0]
        more = [own[r][1] - off[r][1] for r in own if r in off]
        low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
        print(
            f"| {connections} | {node} | {statistics.median(v[0] for v in own.values()):.1f} "
            f"| {middle:.3f} ({low:.3f}–{high:.3f}) | {statistics.median(v[1] for v in own.values()):.1f} "
            f"| {statistics.median(more):+.1f} | {sum(v[2] for v in own.values())} |"
        )
        passed = passed and middle <= MOST_RATIO and statistics.median(more) < MOST_BYTES

print("\npassed" if passed else f"\nFAILED: asked for at most {MOST_RATIO:.2f} times the CPU and {MOST_BYTES:g} bytes more")
sys.exit(0 if passed else 1)
