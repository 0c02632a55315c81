import { batch, signal } from '@preact/signals';
import type {
  AlertStatus, CacheStoreStatus, CoordinationStatus, DurabilityStatus, FlagStatus, Frame, GuardStatus, IncidentSummary,
  InstanceFacts, LiveNumbers, NodeEvent, NodeFacts, QueueStatus, ReloadStatus, RequestTotals, RouteStatus, ServiceFacts,
  SilenceStatus, SloStatus, TierStatus, TrafficPoint,
} from '../api/types';
import { noteServerTime } from './clock';
import { Keyed, same } from './keyed';
import { noteSecond, noteTraffic, recent } from './traffic';

/** How many events the page remembers. */
const EVENTS_MAX = 500;

/** What the node says of itself, kept up to date by the stream; see {@link apply}. */
export const node = signal<NodeFacts | null>(null);
export const totals = signal<RequestTotals | null>(null);
export const tiers = signal<TierStatus[]>([]);
export const guard = signal<GuardStatus | null>(null);
export const coordination = signal<CoordinationStatus | null>(null);
export const durability = signal<DurabilityStatus | null>(null);
export const cache = signal<CacheStoreStatus | null>(null);
export const lastReload = signal<ReloadStatus | null>(null);

export const routes = new Keyed<RouteStatus>();
export const services = new Keyed<ServiceFacts>();
/** By `SERVICE/ID`, both encoded: see {@link instanceKey}. */
export const instances = new Keyed<InstanceFacts>();
/** By the same keys as {@link instances}. */
export const live = new Keyed<LiveNumbers>();
/** The latest point by route; '' is all routes together. For a history see `watchTraffic`. */
export const traffic = new Keyed<TrafficPoint>();
export const flags = new Keyed<FlagStatus>();
export const queues = new Keyed<QueueStatus>();
/** By fingerprint. */
export const alerts = new Keyed<AlertStatus>();
export const silences = new Keyed<SilenceStatus>();
/** By route. */
export const slos = new Keyed<SloStatus>();
export const incidents = new Keyed<IncidentSummary>();
/** Newest last. */
export const events = signal<readonly NodeEvent[]>([]);
/** Whether a snapshot has come: before, empty means not known. */
export const loaded = signal(false);

/** The key of an instance. Names may have any character, so both parts are encoded. */
export function instanceKey(service: string, id: string): string {
  return `${encodeURIComponent(service)}/${encodeURIComponent(id)}`;
}

/** Service and id of an instance's key. */
export function instanceOf(key: string): { service: string; id: string } {
  const [service = '', id = ''] = key.split('/');
  return { service: decodeURIComponent(service), id: decodeURIComponent(id) };
}

const singles: Record<string, { set(value: unknown): void }> = {
  node: into(node, null),
  totals: into(totals, null),
  tiers: into(tiers, []),
  guard: into(guard, null),
  coordination: into(coordination, null),
  durability: into(durability, null),
  cache: into(cache, null),
  lastReload: into(lastReload, null),
};

const keyed: Record<string, Keyed<unknown>> = {
  route: routes, service: services, instance: instances, traffic, flag: flags, queue: queues,
  alert: alerts, silence: silences, slo: slos, incident: incidents,
} as unknown as Record<string, Keyed<unknown>>;

function into<T>(target: { value: T; peek(): T }, empty: T): { set(value: unknown): void } {
  return {
    set(value) {
      const next = (value ?? empty) as T;
      if (!same(target.peek(), next)) target.value = next;
    },
  };
}

/** Takes a frame in: all of it before anything renders. */
export function apply(frame: Frame, snapshot: boolean): void {
  batch(() => {
    noteServerTime(frame.at);
    if (snapshot) applySnapshot(frame.set);
    else applyDelta(frame);
    const second = traffic.peek('')?.[0];
    if (second !== undefined) noteSecond(second);
    noteEvents(frame.events, snapshot);
    loaded.value = true;
  });
}

function applySnapshot(set: Record<string, unknown>): void {
  recent.clear();
  for (const [name, target] of Object.entries(singles)) target.set(set[name]);
  const found = new Map<string, Map<string, unknown>>(Object.keys(keyed).map((kind) => [kind, new Map()]));
  const numbers = new Map<string, LiveNumbers>();
  for (const [key, value] of Object.entries(set)) {
    const [kind, name] = split(key);
    if (kind === 'live') for (const [id, of] of liveOf(name, value)) numbers.set(id, of);
    else found.get(kind)?.set(nameOf(kind, name), value);
    if (kind === 'traffic') noteTraffic(nameOf(kind, name), value as TrafficPoint);
  }
  for (const [kind, values] of found) keyed[kind]!.replace(values);
  live.replace(numbers);
}

function applyDelta(frame: Frame): void {
  for (const [key, value] of Object.entries(frame.set)) {
    const [kind, name] = split(key);
    if (kind === 'live') for (const [id, of] of liveOf(name, value)) live.set(id, of);
    else if (singles[key]) singles[key].set(value);
    else keyed[kind]?.set(nameOf(kind, name), value);
    if (kind === 'traffic') noteTraffic(nameOf(kind, name), value as TrafficPoint);
  }
  for (const key of frame.gone) {
    const [kind, name] = split(key);
    if (singles[key]) singles[key].set(undefined);
    else keyed[kind]?.delete(nameOf(kind, name));
    if (kind === 'instance') live.delete(name);
  }
}

function split(key: string): [kind: string, name: string] {
  const at = key.indexOf('/');
  return at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at + 1)];
}

/** The name as people write it; an instance keeps its encoded key of two parts. */
function nameOf(kind: string, name: string): string {
  return kind === 'instance' ? name : decodeURIComponent(name);
}

/** Numbers by instance key; ids come as they are, the service comes encoded. */
function liveOf(service: string, value: unknown): [string, LiveNumbers][] {
  return Object.entries((value ?? {}) as Record<string, LiveNumbers>).map(([id, of]) => [`${service}/${encodeURIComponent(id)}`, of]);
}

function noteEvents(fresh: NodeEvent[], snapshot: boolean): void {
  if (fresh.length === 0 && !snapshot) return;
  const before = snapshot ? [] : events.peek();
  const last = before.at(-1)?.seq ?? -1;
  const added = fresh.filter((event) => event.seq > last);
  if (added.length > 0 || snapshot) events.value = [...before, ...added].slice(-EVENTS_MAX);
}
