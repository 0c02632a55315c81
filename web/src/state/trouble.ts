import type { AlertStatus, CoordinationStatus, DurabilityStatus, FlagStatus, GuardStatus, InstanceState, ReloadStatus, RouteStatus, SloStatus } from '../api/types';
import { listing, percent, plural, rate, words } from '../lib/format';
import type { ServiceHealth } from './health';
import type { Recent } from './recent';

/** What the overview says of one trouble. */
export interface Trouble {
  key: string;
  level: 'bad' | 'warn';
  title: string;
  since: string | null;
  /** What is known of it. */
  what: string;
  /** What Perdure does about it by itself. */
  doing: string[];
  /** Whom it hurts. */
  hurts: string;
  /** The service it is about; null for the node itself. */
  service: string | null;
  /** The alerts that tell of it. */
  alerts: AlertStatus[];
  /** What it was about is over, as far as can be seen: only its alerts have yet to end. Says since when and why; null while it goes on. */
  over: { since: string; says: string } | null;
  /** Whether requests fail or are turned away just now. */
  failing: boolean;
}

export interface Picture {
  health: Iterable<ServiceHealth>;
  routes: readonly RouteStatus[];
  /** What a route did in the last seconds. */
  trafficOf: (route: string) => Recent | undefined;
  sloOf: (route: string) => SloStatus | undefined;
  /** The node's time: unix seconds. */
  second: number;
  flags: readonly FlagStatus[];
  alerts: readonly AlertStatus[];
  guard: GuardStatus | null;
  coordination: CoordinationStatus | null;
  durability: DurabilityStatus | null;
  lastReload: ReloadStatus | null;
}

/** All that is wrong, the worst first and of those the latest. */
export function troublesOf(picture: Picture): Trouble[] {
  const firing = picture.alerts.filter((alert) => alert.state === 'firing');
  const found = [...nodeTroubles(picture, firing)];
  const routesOf = groupBy(picture.routes, (route) => route.service);
  const alertsOf = groupBy(firing, (alert) => serviceOf(alert, picture.routes));
  for (const health of picture.health) {
    const alerts = alertsOf.get(health.name) ?? [];
    const flow = flowOf(routesOf.get(health.name) ?? [], picture);
    if (health.level !== 'ok' || flow.share >= FAILING_MIN || alerts.some((alert) => !alert.silencedBy)) found.push(serviceTrouble(health, alerts, flow, picture));
  }
  const told = new Set(found.flatMap((trouble) => trouble.alerts));
  for (const alert of firing) if (!told.has(alert) && !alert.silencedBy) found.push(alertTrouble(alert));
  return found.sort((a, b) => rank(a) - rank(b) || (b.since ?? '').localeCompare(a.since ?? ''));
}

function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

function rank(trouble: Trouble): number {
  return trouble.level === 'bad' ? 0 : trouble.over ? 2 : 1;
}

/** From this share of failed requests on it is trouble, whatever else is well. */
const FAILING_MIN = 0.01;
/** From this share on it is bad. */
const FAILING_BAD = 0.2;
/** So many seconds without a failed request, under traffic, are taken for the end of them. */
const CALM_SECONDS = 10;

/** The routes of a service together, in the last seconds. */
interface Flow { routes: readonly RouteStatus[]; rate: number; failed: number; degraded: number; shed: number; share: number; quietSince: number | null }

function flowOf(routes: readonly RouteStatus[], picture: Picture): Flow {
  const flow: Flow = { routes, rate: 0, failed: 0, degraded: 0, shed: 0, share: 0, quietSince: null };
  for (const route of routes) {
    const of = picture.trafficOf(route.name);
    if (!of) continue;
    flow.rate += of.rate;
    flow.failed += of.failed;
    flow.degraded += of.degraded;
    flow.shed += of.shed;
    flow.quietSince = Math.max(flow.quietSince ?? 0, of.quietSince);
  }
  flow.share = flow.rate > 0 ? Math.min(1, flow.failed / flow.rate) : 0;
  return flow;
}

/** Since when the cause of a service's alerts is gone, though they still fire; null when it is not, or nobody can tell. */
function overSince(health: ServiceHealth, alerts: readonly AlertStatus[], flow: Flow, picture: Picture): Trouble['over'] {
  const loud = alerts.filter((alert) => !alert.silencedBy);
  if (loud.length === 0 || health.level !== 'ok' || flow.share >= FAILING_MIN) return null;
  const calm = flow.quietSince !== null && flow.rate > 0 && picture.second - flow.quietSince >= CALM_SECONDS;
  if (!loud.every((alert) => alert.overSince || (calm && looksBack(alert, picture)))) return null;
  const averaged = loud.find((alert) => !alert.overSince);
  const since = averaged ? new Date(flow.quietSince! * 1000).toISOString() : loud.map((alert) => alert.overSince!).sort().at(-1)!;
  const wait = averaged ? `still looks at the time before (${averaged.expression})` : 'ends when that has lasted';
  return { since, says: `${health.usable === health.total ? 'All instances take' : 'What is not drained takes'} traffic again${calm ? ', and no request has failed since' : ''}. ${loud.length === 1 ? 'Its alert' : 'The last of its alerts'} ${wait}.` };
}

/** Whether an alert is on an average of failures over a time, so that it goes on until the trouble has left that time. */
function looksBack(alert: AlertStatus, picture: Picture): boolean {
  if (/^(error|shed)-ratio\b/.test(alert.expression)) return true;
  if (!alert.expression.startsWith('budget-burn')) return false;
  // A budget may burn by slow answers too, which no failed request tells of.
  const slo = picture.sloOf(alert.labels['route'] ?? '');
  return !slo?.latency || (slo.latencyRatio ?? 0) >= slo.latency.share;
}

function serviceOf(alert: AlertStatus, routes: readonly RouteStatus[]): string | undefined {
  return alert.labels['service'] ?? routes.find((route) => route.name === alert.labels['route'])?.service;
}

function serviceTrouble(health: ServiceHealth, alerts: AlertStatus[], flow: Flow, picture: Picture): Trouble {
  const down = health.level === 'bad';
  const over = overSince(health, alerts, flow, picture);
  const critical = !over && alerts.some((alert) => alert.severity === 'critical' && !alert.silencedBy);
  const states = byState(health);
  const title = down
    ? health.drained === health.total ? `${health.name}: everything is drained` : `${health.name} is down`
    : health.troubled.length > 0 ? `${health.name}: ${health.usable} of ${health.total} instances take traffic`
      : health.panic ? `${health.name}: too few instances are well`
        : over ? `${health.name} is well again`
          : alerts.length > 0 ? named(health.name, alerts[0]!.annotations['summary'] ?? alerts[0]!.name)
            : `${health.name}: ${percent(flow.share)} of requests fail`;
  return {
    key: `service/${health.name}`,
    level: down || critical || flow.share >= FAILING_BAD ? 'bad' : 'warn',
    title,
    since: earliest([...health.troubled.map((one) => one.since), ...alerts.map((alert) => alert.activeAt)]),
    what: reasons(health) || alerts.slice(over ? 0 : 1).map((alert) => capital(alert.annotations['summary'] ?? alert.name)).join('. '),
    doing: over ? [] : doing(health, states, flow, picture),
    hurts: over ? 'Nobody any more.' : hurts(down, health, flow, picture),
    service: health.name,
    alerts,
    over,
    failing: flow.share >= FAILING_MIN,
  };
}

/** A text about a service, with its name in front unless it has it. */
function named(service: string, text: string): string {
  return text.includes(service) || text.startsWith('route ') ? capital(text) : `${service}: ${text}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function byState(health: ServiceHealth): Map<InstanceState, number> {
  const counts = new Map<InstanceState, number>();
  for (const one of health.troubled) counts.set(one.state, (counts.get(one.state) ?? 0) + 1);
  return counts;
}

/** Why, said once for all instances of which it is so. */
function reasons(health: ServiceHealth): string {
  const byReason = new Map<string, string[]>();
  for (const one of health.troubled) {
    const reason = one.why || words(one.state);
    byReason.set(reason, [...(byReason.get(reason) ?? []), one.id]);
  }
  const said = [...byReason].slice(0, 3).map(([reason, ids]) => `${listing(ids)}: ${reason}`);
  const rest = byReason.size - said.length;
  return said.join('; ') + (rest > 0 ? `; and ${plural(rest, 'more reason')}` : '');
}

function doing(health: ServiceHealth, states: Map<InstanceState, number>, flow: Flow, picture: Picture): string[] {
  const said: string[] = [];
  if (health.troubled.length > 0 && health.usable > 0) said.push(`Sends requests to the other ${health.usable === 1 ? 'one' : health.usable}, and repeats there what failed and may be repeated`);
  const held = health.troubled.filter((one) => one.breaker.mode === 'open').map((one) => one.id);
  if (held.length > 0) said.push(`Holds the breaker of ${listing(held)} open until somebody gives it back`);
  if ((states.get('breaker-open') ?? 0) + (states.get('half-open') ?? 0) > held.length) said.push('Tries single requests on what has its breaker open, and takes it back when they succeed');
  if (states.has('ejected')) said.push('Gives ejected instances a new chance after a while, later each time');
  if (states.has('unhealthy')) said.push('Goes on checking; an instance comes back when its check passes');
  if (health.panic) said.push('Spreads requests over all instances, since so few are well');
  if (flow.degraded > 0) said.push(`Answers ${rate(flow.degraded)} by fallbacks or from the cache`);
  if (flow.shed > 0) said.push(`Turns ${rate(flow.shed)} away, the least important first`);
  for (const route of flow.routes) {
    const flag = picture.flags.find((one) => one.name === route.flag);
    if (flag?.automatic?.off && !flag.set) said.push(`Has switched off ${flag.name}`);
    if (health.usable === 0 && route.defer) said.push(`Keeps requests of ${route.name} in the queue ${route.defer.queue} and sends them later`);
  }
  return [...new Set(said)];
}

function hurts(down: boolean, health: ServiceHealth, flow: Flow, picture: Picture): string {
  const { routes } = flow;
  if (routes.length === 0) return 'No route leads to it directly.';
  const failing = routes
    .map((route) => ({ name: route.name, of: picture.trafficOf(route.name) }))
    .filter(({ of }) => of && of.failed > 0)
    .map(({ name, of }) => `${percent(of!.failed / Math.max(of!.rate, of!.failed))} of ${name}`);
  if (failing.length > 0) return `Requests fail now: ${listing(failing)}.`;
  const names = listing(routes.map((route) => route.name), 4);
  const off = routes.every((route) => picture.flags.some((flag) => flag.name === route.flag && flag.percent === 0));
  if (flow.degraded > 0) return `Who uses ${names} gets stand-in answers.`;
  if (flow.shed > 0) return `Who uses ${names} is turned away at times.`;
  if (down && off) return `Who uses ${names} does without: it is switched off.`;
  if (!down && health.troubled.length > 0) return `Nobody just now: ${plural(health.usable, 'instance')} ${health.usable === 1 ? 'carries' : 'carry'} ${names}.`;
  if (!down && flow.rate > 0) return `No request of ${names} fails just now.`;
  return `It hurts whoever uses ${names}.`;
}

function alertTrouble(alert: AlertStatus): Trouble {
  return {
    key: `alert/${alert.fingerprint}`,
    level: alert.severity === 'critical' && !alert.overSince ? 'bad' : 'warn',
    title: alert.annotations['summary'] ?? alert.name,
    since: alert.startsAt ?? alert.activeAt,
    what: alert.annotations['description'] ?? '',
    doing: [],
    hurts: '',
    service: null,
    alerts: [alert],
    over: alert.overSince ? { since: alert.overSince, says: 'It is so no more. The alert ends when that has lasted.' } : null,
    failing: false,
  };
}

/** Which rules tell of the node itself, so that each trouble is told once. */
const NODE_RULES = { guard: 'PerdureNodeOverloaded', store: 'PerdureStoreLost', durable: 'PerdureDurabilityLost', reload: 'PerdureReloadRefused' };

function* nodeTroubles(picture: Picture, firing: AlertStatus[]): Generator<Trouble> {
  const { guard, coordination, durability, lastReload } = picture;
  const trouble = (key: keyof typeof NODE_RULES, level: Trouble['level'], title: string, since: string | null, what: string, doing: string[], hurts: string): Trouble =>
    ({ key: `node/${key}`, level, title, since, what, doing, hurts, service: null, alerts: firing.filter((alert) => alert.name === NODE_RULES[key]), over: null, failing: false });
  if (guard?.shedding) {
    yield trouble('guard', 'bad', 'This node has more to do than it can', null, `CPU ${percent(guard.cpu)}, memory ${percent(guard.memory)}`,
      ['Turns requests away before they cost much, optional ones first'], 'Whoever is turned away: optional requests first, critical ones last.');
  }
  if (durability && durability.state !== 'open' && durability.state !== 'opening') {
    yield trouble('durable', 'bad', 'The durable store cannot be used', null, durability.problem ?? '', ['Tries again all the time', 'Refuses what it could not keep, rather than lose it'], 'Whoever enqueues jobs or sends requests with a key.');
  }
  if (coordination && (coordination.state === 'lost' || coordination.state === 'refused')) {
    yield trouble('store', 'warn', `The coordination store is ${coordination.state === 'lost' ? 'lost' : 'refusing this node'}`, coordination.since, coordination.problem ?? '',
      ['Goes on with what it last knew', 'Holds changes here and writes them when the store is back'], 'Nobody for now; flags and configuration do not reach the other nodes.');
  }
  if (lastReload && !lastReload.ok) {
    yield trouble('reload', 'warn', 'The last change of the system file was refused', lastReload.at, lastReload.errors[0]?.what ?? '', ['Goes on with the configuration before'], 'Nobody, but the change is not in force.');
  }
}

function earliest(times: string[]): string | null {
  return times.reduce<string | null>((first, time) => (first === null || time < first ? time : first), null);
}
