import { Graph as Dagre, layout } from '@dagrejs/dagre';
import type { Graph, GraphEdge, GraphNode } from './graph';

/** The size of a node by its kind, in pixels. */
export const SIZES = {
  listener: { width: 168, height: 52 },
  node: { width: 120, height: 40 },
  route: { width: 168, height: 52 },
  service: { width: 236, height: 92 },
} as const;

export interface PlacedNode extends GraphNode {
  /** The upper left corner. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedEdge extends GraphEdge {
  id: string;
  /** The line, as SVG draws it. */
  path: string;
  /** Where its label goes. */
  x: number;
  y: number;
}

export interface Placed {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

const MARGIN = 16;
/** Beyond so many nodes the exact ranking takes longer than a frame may. */
const EXACT_MAX = 80;

/** Places everything from left to right. */
export function place(graph: Graph): Placed {
  const dagre = new Dagre({ multigraph: true });
  dagre.setGraph({
    rankdir: 'LR', nodesep: 18, edgesep: 12, ranksep: 104, marginx: MARGIN, marginy: MARGIN,
    ranker: graph.nodes.length > EXACT_MAX ? 'longest-path' : 'network-simplex',
  });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) dagre.setNode(node.id, { ...SIZES[node.kind] });
  graph.edges.forEach((edge, i) => dagre.setEdge(edge.from, edge.to, {}, `${i}`));
  // What nothing leads to stands with the other services, and not before the listeners.
  const route = graph.nodes.findLast((node) => node.kind === 'route');
  const led = new Set(graph.edges.map((edge) => edge.to));
  if (route) for (const node of graph.nodes) if (node.kind === 'service' && !led.has(node.id)) dagre.setEdge(route.id, node.id, {}, 'alone');
  layout(dagre);

  const nodes = graph.nodes.map((node) => {
    const { x, y, width, height } = dagre.node(node.id) as { x: number; y: number; width: number; height: number };
    return { ...node, x: x - width / 2, y: y - height / 2, width, height };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = graph.edges.map((edge, i) => {
    const { points } = dagre.edge(edge.from, edge.to, `${i}`) as { points: { x: number; y: number }[] };
    const line = level(points, byId.get(edge.from)!, byId.get(edge.to)!);
    const [first, last] = [line[0]!, line[line.length - 1]!];
    const middle = line.length === 2 ? { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 } : line[Math.floor(line.length / 2)]!;
    return { ...edge, id: `${edge.from}>${edge.to}:${edge.kind}`, path: curve(line), x: middle.x, y: middle.y };
  });
  const { width = 0, height = 0 } = dagre.graph() as { width?: number; height?: number };
  return { width, height, nodes, edges };
}

/** The same way, but from the right side of one node to the left side of the other, where the other lies to the right. */
function level(points: readonly { x: number; y: number }[], from: PlacedNode, to: PlacedNode): readonly { x: number; y: number }[] {
  if (from.x + from.width >= to.x) return points;
  // Between neighbours is nothing to go around.
  const between = points.length > 3 ? points.slice(1, -1) : [];
  return [{ x: from.x + from.width, y: from.y + from.height / 2 }, ...between, { x: to.x - 1, y: to.y + to.height / 2 }];
}

/** A line through points that leaves and arrives level. */
export function curve(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let from = first;
  let text = `M${round(first.x)} ${round(first.y)}`;
  for (const to of rest) {
    const half = (to.x - from.x) / 2;
    text += `C${round(from.x + half)} ${round(from.y)} ${round(to.x - half)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
    from = to;
  }
  return text;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
