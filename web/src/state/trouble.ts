import type { AlertStatus, CoordinationStatus, DurabilityStatus, FlagStatus, GuardStatus, InstanceState, ReloadStatus, RouteStatus, TrafficPoint } from '../api/types';
import { listing, percent, plural, rate, words } from '../lib/format';
import type { ServiceHealth } from './health';

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
}

export interface Picture {
  health: Iterable<ServiceHealth>;
  routes: readonly RouteStatus[];
  trafficOf: (route: string) => TrafficPoint | undefined;
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
  for (const health of picture.health) {
    const alerts = firing.filter((alert) => serviceOf(alert, picture.routes) === health.name);
    if (health.level !== 'ok' || alerts.some((alert) => !alert.silencedBy)) found.push(serviceTrouble(health, alerts, picture));
  }
  const told = new Set(found.flatMap((trouble) => trouble.alerts));
  for (const alert of firing) if (!told.has(alert) && !alert.silencedBy) found.push(alertTrouble(alert));
  return found.sort((a, b) => rank(a) - rank(b) || (b.since ?? '').localeCompare(a.since ?? ''));
}

function rank(trouble: Trouble): number {
  return trouble.level === 'bad' ? 0 : 1;
}

function serviceOf(alert: AlertStatus, routes: readonly RouteStatus[]): string | undefined {
  return alert.labels['service'] ?? routes.find((route) => route.name === alert.labels['route'])?.service;
}

function serviceTrouble(health: ServiceHealth, alerts: AlertStatus[], picture: Picture): Trouble {
  const down = health.level === 'bad';
  const critical = alerts.some((alert) => alert.severity === 'critical' && !alert.silencedBy);
  const states = byState(health);
  const title = down
    ? health.drained === health.total ? `${health.name}: everything is drained` : `${health.name} is down`
    : health.troubled.length > 0 ? `${health.name}: ${health.usable} of ${health.total} instances take traffic`
      : health.panic ? `${health.name}: too few instances are well` : `${health.name}: ${alerts[0]?.annotations['summary'] ?? alerts[0]?.name ?? ''}`;
  const routes = picture.routes.filter((route) => route.service === health.name);
  return {
    key: `service/${health.name}`,
    level: down || critical ? 'bad' : 'warn',
    title,
    since: earliest([...health.troubled.map((one) => one.since), ...alerts.map((alert) => alert.activeAt)]),
    what: reasons(health) || alerts.map((alert) => alert.annotations['summary'] ?? alert.name).join('. '),
    doing: doing(health, states, routes, picture),
    hurts: hurts(down, health, routes, picture),
    service: health.name,
    alerts,
  };
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

function doing(health: ServiceHealth, states: Map<InstanceState, number>, routes: readonly RouteStatus[], picture: Picture): string[] {
  const said: string[] = [];
  if (health.troubled.length > 0 && health.usable > 0) said.push(`Sends requests to the other ${health.usable === 1 ? 'one' : health.usable}, and repeats there what failed and may be repeated`);
  if (states.has('breaker-open') || states.has('half-open')) said.push('Tries single requests on what has its breaker open, and takes it back when they succeed');
  if (states.has('ejected')) said.push('Gives ejected instances a new chance after a while, later each time');
  if (states.has('unhealthy')) said.push('Goes on checking; an instance comes back when its check passes');
  if (health.panic) said.push('Spreads requests over all instances, since so few are well');
  const degraded = sum(routes, picture, 3);
  if (degraded > 0) said.push(`Answers ${rate(degraded)} by fallbacks or from the cache`);
  const held = sum(routes, picture, 4);
  if (held > 0) said.push(`Turns ${rate(held)} away, the least important first`);
  for (const route of routes) {
    const flag = picture.flags.find((one) => one.name === route.flag);
    if (flag?.automatic?.off && !flag.set) said.push(`Has switched off ${flag.name}`);
    if (health.usable === 0 && route.defer) said.push(`Keeps requests of ${route.name} in the queue ${route.defer.queue} and sends them later`);
  }
  return [...new Set(said)];
}

function sum(routes: readonly RouteStatus[], picture: Picture, index: 2 | 3 | 4): number {
  return routes.reduce((all, route) => all + (picture.trafficOf(route.name)?.[index] ?? 0), 0);
}

function hurts(down: boolean, health: ServiceHealth, routes: readonly RouteStatus[], picture: Picture): string {
  if (routes.length === 0) return 'No route leads to it directly.';
  const failing = routes
    .map((route) => ({ name: route.name, point: picture.trafficOf(route.name) }))
    .filter(({ point }) => point && (point[2] ?? 0) > 0)
    .map(({ name, point }) => `${percent(point![2]! / Math.max(point![1], point![2]!))} of ${name}`);
  if (failing.length > 0) return `Requests fail now: ${listing(failing)}.`;
  const names = listing(routes.map((route) => route.name), 4);
  const off = routes.every((route) => picture.flags.some((flag) => flag.name === route.flag && flag.percent === 0));
  const degraded = sum(routes, picture, 3);
  if (degraded > 0) return `Who uses ${names} gets stand-in answers.`;
  if (down && off) return `Who uses ${names} does without: it is switched off.`;
  if (!down && health.troubled.length > 0) return `Nobody just now: ${plural(health.usable, 'instance')} ${health.usable === 1 ? 'carries' : 'carry'} ${names}.`;
  return `It hurts whoever uses ${names}.`;
}

function alertTrouble(alert: AlertStatus): Trouble {
  return {
    key: `alert/${alert.fingerprint}`,
    level: alert.severity === 'critical' ? 'bad' : 'warn',
    title: alert.annotations['summary'] ?? alert.name,
    since: alert.startsAt ?? alert.activeAt,
    what: alert.annotations['description'] ?? '',
    doing: [],
    hurts: '',
    service: null,
    alerts: [alert],
  };
}

/** Which rules tell of the node itself, so that each trouble is told once. */
const NODE_RULES = { guard: 'PerdureNodeOverloaded', store: 'PerdureStoreLost', durable: 'PerdureDurabilityLost', reload: 'PerdureReloadRefused' };

function* nodeTroubles(picture: Picture, firing: AlertStatus[]): Generator<Trouble> {
  const { guard, coordination, durability, lastReload } = picture;
  const trouble = (key: keyof typeof NODE_RULES, level: Trouble['level'], title: string, since: string | null, what: string, doing: string[], hurts: string): Trouble =>
    ({ key: `node/${key}`, level, title, since, what, doing, hurts, service: null, alerts: firing.filter((alert) => alert.name === NODE_RULES[key]) });
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
