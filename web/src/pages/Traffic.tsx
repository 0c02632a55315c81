import { useMemo, useState } from 'preact/hooks';
import { go, link, place } from '../app/router';
import { count, ms, percent, rate } from '../lib/format';
import { useLater } from '../lib/useLater';
import { events, routes, traffic } from '../state/store';
import { watchTraffic } from '../state/traffic';
import { Button, Card, Empty, Table } from '../ui';
import { Chart, type Line } from './traffic/Chart';
import { EventList } from './traffic/EventList';
import { marksOf, type MarkKind } from './traffic/marks';
import { errorColumns, latencyColumns, outcomeColumns, since, standingOf } from './traffic/series';
import { Tap } from './traffic/Tap';
import '../style/traffic.css';

const OUTCOMES: Line[] = [
  { label: 'good', color: 'series-5', fill: true },
  { label: 'degraded', color: 'series-4', dash: [8, 3] },
  { label: 'turned away', color: 'series-3', dash: [4, 3] },
  { label: 'held back', color: 'series-1', dash: [2, 3] },
  { label: 'failed', color: 'series-2' },
];
const ERRORS: Line[] = [
  { label: 'failed', color: 'series-2', fill: true },
  { label: 'turned away', color: 'series-3', dash: [4, 3] },
];
const LATENCY: Line[] = [
  { label: 'p50', color: 'series-5' },
  { label: 'p90', color: 'series-1', dash: [8, 3] },
  { label: 'p99', color: 'series-4', dash: [3, 3] },
];
const MINUTES = [2, 5, 15];
const ROWS_MAX = 60;

const inPercent = (value: number | null) => percent(value === null ? null : value / 100);
const inMs = (value: number | null) => (value === 0 ? '0' : ms(value));

/** The page Traffic. */
export default function Traffic() {
  const rest = useLater();
  const { query } = place.value;
  const route = query['route'] ?? '';
  const minutes = MINUTES.find((known) => `${known}` === query['minutes']) ?? 5;
  const show = (next: { route?: string; minutes?: number }) =>
    go(link('traffic', [], { route: next.route ?? route, minutes: `${next.minutes ?? minutes}` }), true);
  return (
    <>
      <div class="page-head">
        <h1>Traffic</h1>
        <label class="inline">
          Route
          <select value={route} onChange={(event) => show({ route: event.currentTarget.value })}>
            <option value="">all together</option>
            {routes.keys.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
        <div class="row" role="group" aria-label="How far back">
          {MINUTES.map((of) => <Button key={of} small pressed={of === minutes} onClick={() => show({ minutes: of })}>{of} min</Button>)}
        </div>
      </div>
      <Charts key={route} route={route} minutes={minutes} />
      {rest && <RouteTable chosen={route} choose={(name) => show({ route: name })} />}
      {rest && <Tap route={route} />}
    </>
  );
}

function Charts({ route, minutes }: { route: string; minutes: number }) {
  const [hidden, setHidden] = useState<ReadonlySet<MarkKind>>(new Set());
  const [pointed, setPointed] = useState<number | null>(null);
  const history = watchTraffic(route).value;
  const span = minutes * 60;
  const end = history[history.length - 1]?.[0] ?? Math.floor(Date.now() / 1000);
  const points = useMemo(() => since(history, end - span), [history, span]);
  const service = route ? routes.get(route)?.service ?? null : null;
  const marks = useMemo(() => marksOf(events.value, end - span, { route: route || null, service }, hidden), [events.value, end, span, hidden, route, service]);
  const [outcomes, errors, latency] = useMemo(() => [outcomeColumns(points), errorColumns(points), latencyColumns(points)], [points]);
  const shared = { span, marks, pointed };
  const rest = useLater();
  return (
    <>
      <div class="charts">
        <Chart id="rate" title="Requests" unit="per second, by outcome" lines={OUTCOMES} columns={outcomes!} format={rate} {...shared} />
        {rest && <Chart id="errors" title="Errors" unit="share of requests" lines={ERRORS} columns={errors!} format={inPercent} {...shared} />}
        {rest && <Chart id="latency" title="Latency" unit="of the whole answer" lines={LATENCY} columns={latency!} format={inMs} {...shared} />}
      </div>
      <EventList marks={marks} minutes={minutes} hidden={hidden} onHide={setHidden} onPoint={setPointed} />
    </>
  );
}

function RouteTable({ chosen, choose }: { chosen: string; choose: (route: string) => void }) {
  const [search, setSearch] = useState('');
  const names = routes.keys.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const rows = names
    .map((name) => ({ name, service: routes.peek(name)?.service ?? '', ...standingOf(traffic.get(name)) }))
    .sort((a, b) => (b.errorRatio ?? 0) - (a.errorRatio ?? 0) || (b.rate ?? 0) - (a.rate ?? 0))
    .slice(0, ROWS_MAX);
  return (
    <Card
      title="By route"
      aside={routes.keys.length > 8 && <input type="search" aria-label="Find a route" placeholder="Find a route" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />}
    >
      <Table
        caption="Traffic of the last second by route, those with errors first"
        rows={rows}
        keyOf={(row) => row.name}
        rowClass={(row) => (row.name === chosen ? 'chosen' : '')}
        empty={<Empty title={search ? 'No such route' : 'No routes yet'} />}
        columns={[
          { title: 'Route', head: true, cell: (row) => <button type="button" class="link" aria-pressed={row.name === chosen} onClick={() => choose(row.name === chosen ? '' : row.name)}>{row.name}</button> },
          { title: 'Service', cell: (row) => row.service },
          { title: 'Requests', number: true, cell: (row) => rate(row.rate) },
          { title: 'Failed', number: true, cell: (row) => <span class={(row.errorRatio ?? 0) > 0 ? 'bad-number' : ''}>{percent(row.errorRatio)}</span> },
          { title: 'Turned away', number: true, cell: (row) => percent(row.shedRatio) },
          { title: 'p50', number: true, cell: (row) => ms(row.p50Ms) },
          { title: 'p99', number: true, cell: (row) => ms(row.p99Ms) },
        ]}
      />
      {names.length > ROWS_MAX && <p class="more">{count(names.length - ROWS_MAX)} more routes: find one by its name.</p>}
    </Card>
  );
}
