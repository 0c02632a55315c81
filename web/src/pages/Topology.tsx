import { useEffect, useMemo, useState } from 'preact/hooks';
import { get, messageOf } from '../api/client';
import type { InstanceFacts, Topology as Facts } from '../api/types';
import { link } from '../app/router';
import { listing, percent, plural, rate } from '../lib/format';
import { instances, live, node } from '../state/store';
import { Button, Card, Empty, Icon, State, Table } from '../ui';
import { Canvas } from './topology/Canvas';
import { chooseServices, graphOf, keyOf, SERVICES_DRAWN_MAX, zonesOf } from './topology/graph';
import { byService, flowOf, healthOf, type Health } from './topology/health';
import { place as placed } from './topology/layout';
import { Edge, PlainNode, ServiceNode } from './topology/Nodes';
import '../style/topology.css';

const ALL_MAX = 120;
/** On a phone the table says more than the drawing. */
const NARROW = typeof matchMedia !== 'undefined' && matchMedia('(max-width: 640px)').matches;
const LEGEND = [['ok', 'takes requests'], ['warn', 'on trial'], ['bad', 'does not'], ['off', 'drained']] as const;

/** The page Topology. */
export default function Topology() {
  const [facts, problem] = useTopology();
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const [table, setTable] = useState(NARROW);
  const version = instances.version;
  const groups = useMemo(() => byService(instances.pairs), [version]);
  const health = useMemo(() => new Map([...groups].map(([name, of]) => [name, healthOf(of.map(([, one]) => one.state))])), [groups]);
  if (!facts) return <><h1>Topology</h1>{problem ? <p class="problem" role="alert"><Icon name="bad" /> {problem}</p> : <p class="muted" aria-busy="true">Loading…</p>}</>;

  const troubled = new Set([...health].filter(([, { tone }]) => tone === 'bad' || tone === 'warn').map(([name]) => name));
  const many = facts.services.length > SERVICES_DRAWN_MAX;
  const chosen = all && !search ? new Set(facts.services.slice(0, ALL_MAX).map((service) => service.name)) : chooseServices(facts, troubled, search);
  const regions = facts.regions.map((region) => `${region.name} (${listing(region.zones, 6)})`);
  return (
    <>
      <div class="page-head">
        <h1>Topology</h1>
        <span class="muted">{plural(facts.services.length, 'service')}, {plural(facts.routes.length, 'route')}{regions.length > 0 && `, ${regions.length === 1 ? 'region' : 'regions'} ${listing(regions, 4)}`}</span>
        <span class="spring" />
        {many && <input class="find" type="search" aria-label="Find a service or a route" placeholder="Find a service or a route" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />}
        {many && !search && <Button pressed={all} onClick={() => setAll(!all)}>{facts.services.length > ALL_MAX ? `First ${ALL_MAX}` : 'All'}</Button>}
      </div>
      {many && <p class="muted">{said(chosen.size, facts.services.length, troubled.size, search, all)}</p>}
      {chosen.size > 0
        ? <Drawing facts={facts} chosen={chosen} health={health} groups={groups} />
        : <Empty icon={search ? 'info' : 'ok'} title={search ? 'Nothing has this name' : 'No service is in trouble'}>Find one by its name, or look at all of them.</Empty>}
      <details class="card as-table" open={table} onToggle={(event) => setTable(event.currentTarget.open)}>
        <summary>The same as a table</summary>
        {table && <ServiceTable facts={facts} health={health} groups={groups} />}
      </details>
    </>
  );
}

function said(drawn: number, services: number, troubled: number, search: string, all: boolean): string {
  if (search) return `${plural(drawn, 'service')} of ${services} found${drawn === SERVICES_DRAWN_MAX ? ', and perhaps more' : ''}.`;
  if (all) return `${drawn} of ${services} services.`;
  return troubled > drawn ? `${drawn} of the ${troubled} services in trouble, of ${services} in all.` : `${plural(drawn, 'service')} in trouble, of ${services}.`;
}

type Groups = Map<string, [string, InstanceFacts][]>;

function Drawing({ facts, chosen, health, groups }: { facts: Facts; chosen: ReadonlySet<string>; health: Map<string, Health>; groups: Groups }) {
  const graph = graphOf(facts, chosen);
  // The layout is work: only when what is drawn is another.
  const drawing = useMemo(() => placed(graph), [keyOf(graph)]);
  const unknown = healthOf([]);
  // The first part of a route's way says the same as the second: one label is enough.
  return (
    <div class="card drawing">
      <Canvas width={drawing.width} height={drawing.height} label={`Listeners, routes and ${plural(chosen.size, 'service')}`}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 7.5 4 0 7.5Z" /></marker>
        </defs>
        {drawing.edges.map((edge) => <Edge key={edge.id} edge={edge} labelled={edge.to.startsWith('service/')} />)}
        {drawing.nodes.map((one) => one.kind === 'service'
          ? <ServiceNode key={one.id} node={one} health={health.get(one.name) ?? unknown} instances={groups.get(one.name) ?? []} />
          : <PlainNode key={one.id} node={one} />)}
      </Canvas>
      <ul class="canvas-legend" aria-label="Instances">
        {LEGEND.map(([tone, text]) => (
          <li key={tone}>
            <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
              {tone === 'ok' ? <circle class="dot ok" r="4.5" /> : <path class={`dot ${tone}`} d={tone === 'warn' ? 'M0 -5L5 4L-5 4Z' : tone === 'bad' ? 'M-4 -4L4 4M4 -4L-4 4' : 'M-4.5 0L4.5 0'} />}
            </svg>
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function ServiceTable({ facts, health, groups }: { facts: Facts; health: Map<string, Health>; groups: Groups }) {
  const rows = facts.services.slice(0, 300);
  return (
    <Card>
      <Table
        caption="Services, their health, and what leads to them"
        rows={rows}
        keyOf={(row) => row.name}
        columns={[
          { title: 'Service', head: true, cell: (row) => <a href={link('services', [], { q: row.name })}>{row.name}</a> },
          { title: 'Health', cell: (row) => { const of = health.get(row.name) ?? healthOf([]); return <><State tone={of.tone}>{of.text}</State>{of.why && <span class="muted"> {of.why}</span>}</>; } },
          { title: 'Zones', cell: (row) => zonesOf(facts, row.name) },
          { title: 'Requests', number: true, cell: (row) => <Flow keys={(groups.get(row.name) ?? []).map(([key]) => key)} /> },
          { title: 'Routes', cell: (row) => facts.routes.filter((route) => route.service === row.name).map((route) => route.name).join(', ') || '–' },
          { title: 'Fallback of', cell: (row) => facts.routes.filter((route) => route.fallbacks.includes(row.name)).map((route) => route.name).join(', ') || '–' },
          { title: 'Needs', cell: (row) => row.dependsOn.join(', ') || '–' },
        ]}
      />
    </Card>
  );
}

function Flow({ keys }: { keys: readonly string[] }) {
  const flow = flowOf(keys.map((key) => live.get(key)));
  return <>{rate(flow.rate)}{(flow.errorRatio ?? 0) > 0 && <>, <span class="bad-number">{percent(flow.errorRatio)} failed</span></>}</>;
}

/** What the system file declares; asked again when another plan comes into force. */
function useTopology(): [Facts | null, string] {
  const [facts, setFacts] = useState<Facts | null>(null);
  const [problem, setProblem] = useState('');
  const plan = node.value?.plan?.version;
  useEffect(() => {
    const stop = new AbortController();
    get<Facts>('/api/v1/topology', stop.signal).then(
      (found) => { setFacts(found); setProblem(''); },
      (error: unknown) => stop.signal.aborted || setProblem(messageOf(error)),
    );
    return () => stop.abort();
  }, [plan]);
  return [facts, problem];
}
