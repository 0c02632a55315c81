import type { Topology } from '../../api/types';

export type NodeKind = 'listener' | 'node' | 'route' | 'service';

export interface GraphNode {
  /** KIND/NAME, unique. */
  id: string;
  kind: NodeKind;
  name: string;
  /** A second line that does not change while the topology does not. */
  detail: string;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** A fallback is asked only when the first choice can't answer; a dependency is what the system file says. */
  kind: 'flow' | 'fallback' | 'depends';
  /** The route whose traffic it carries. */
  route: string | null;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** More services than this are not drawn at once unless somebody asks for it. */
export const SERVICES_DRAWN_MAX = 40;

/** The services to draw: all of few; of many those in trouble and those that a search finds, at most SERVICES_DRAWN_MAX. */
export function chooseServices(topology: Topology, inTrouble: ReadonlySet<string>, search: string): Set<string> {
  const wanted = search.trim().toLowerCase();
  const names = topology.services.map((service) => service.name);
  if (wanted) {
    const routed = new Set(topology.routes.filter((route) => route.name.toLowerCase().includes(wanted) || (route.path ?? '').toLowerCase().includes(wanted)).map((route) => route.service));
    return new Set(names.filter((name) => name.toLowerCase().includes(wanted) || routed.has(name)).slice(0, SERVICES_DRAWN_MAX));
  }
  if (names.length <= SERVICES_DRAWN_MAX) return new Set(names);
  return new Set(names.filter((name) => inTrouble.has(name)).slice(0, SERVICES_DRAWN_MAX));
}

/** The graph of these services: listeners → routes → services → what they depend on. */
export function graphOf(topology: Topology, services: ReadonlySet<string>): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const drawn = new Set(services);
  // What a drawn service stands on is drawn with it, one step far.
  for (const service of topology.services) if (services.has(service.name)) for (const other of service.dependsOn) drawn.add(other);

  const routes = topology.routes.filter((route) => services.has(route.service));
  let entry: string[] = topology.listeners.map((listener) => `listener/${listener.name}`);
  for (const listener of topology.listeners) nodes.push({ id: `listener/${listener.name}`, kind: 'listener', name: listener.name, detail: listener.url });
  // Every listener leads to every route: with more than one, a knot in between keeps the lines few.
  if (entry.length > 1) {
    nodes.push({ id: 'node/gateway', kind: 'node', name: 'gateway', detail: 'all listeners have all routes' });
    for (const listener of entry) edges.push({ from: listener, to: 'node/gateway', kind: 'flow', route: null });
    entry = ['node/gateway'];
  }

  for (const route of routes) {
    nodes.push({ id: `route/${route.name}`, kind: 'route', name: route.name, detail: route.path ?? '' });
    for (const from of entry) edges.push({ from, to: `route/${route.name}`, kind: 'flow', route: route.name });
    edges.push({ from: `route/${route.name}`, to: `service/${route.service}`, kind: 'flow', route: route.name });
    for (const fallback of new Set(route.fallbacks)) {
      if (fallback === route.service || !topology.services.some((service) => service.name === fallback)) continue;
      drawn.add(fallback);
      edges.push({ from: `route/${route.name}`, to: `service/${fallback}`, kind: 'fallback', route: null });
    }
  }

  for (const service of topology.services) {
    if (!drawn.has(service.name)) continue;
    nodes.push({ id: `service/${service.name}`, kind: 'service', name: service.name, detail: zonesOf(topology, service.name) });
    for (const other of service.dependsOn)
      if (drawn.has(other)) edges.push({ from: `service/${service.name}`, to: `service/${other}`, kind: 'depends', route: null });
  }
  return { nodes, edges };
}

/** What decides about the layout, as one text: while it stays the same, nothing is laid out anew. */
export function keyOf(graph: Graph): string {
  return `${graph.nodes.map((node) => `${node.id}|${node.detail}`).join('\n')}\n\n${graph.edges.map((edge) => `${edge.from}>${edge.to}:${edge.kind}`).join('\n')}`;
}

/** The zones of a service with the number of its instances in each, such as "eu-a 2 · eu-b 1". */
export function zonesOf(topology: Topology, service: string): string {
  const instances = topology.services.find((one) => one.name === service)?.instances ?? [];
  const counts = new Map<string, number>();
  for (const instance of instances) counts.set(instance.zone ?? '', (counts.get(instance.zone ?? '') ?? 0) + 1);
  const named = [...counts].filter(([zone]) => zone !== '');
  if (named.length === 0) return instances.length === 1 ? '1 instance' : `${instances.length} instances`;
  const parts = named.sort(([a], [b]) => a.localeCompare(b)).map(([zone, count]) => `${zone} ${count}`);
  const without = counts.get('');
  return [...parts, ...(without ? [`no zone ${without}`] : [])].join(' · ');
}

/** The region of a zone; null when no region has it. */
export function regionOf(topology: Topology, zone: string | null): string | null {
  return topology.regions.find((region) => zone !== null && region.zones.includes(zone))?.name ?? null;
}

/** How wide a line of so many requests per second is, in pixels: by the logarithm, so that 1 and 10,000 can both be told. */
export function widthOf(rate: number | null): number {
  if (rate === null || rate <= 0) return 1;
  return Math.min(8, 1.5 + Math.log10(1 + rate) * 1.8);
}
