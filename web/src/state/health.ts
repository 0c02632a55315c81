import { computed } from '@preact/signals';
import type { InstanceFacts, InstanceState } from '../api/types';
import { instanceOf, instances, services } from './store';

/** How a service stands, from its instances. */
export interface ServiceHealth {
  name: string;
  total: number;
  /** Instances that take regular traffic. */
  usable: number;
  /** Instances that an operator took out. */
  drained: number;
  /** Those that are out of use, or on trial, though nobody asked for it; the latest first. */
  troubled: InstanceFacts[];
  panic: boolean;
  level: 'ok' | 'warn' | 'bad';
}

const USABLE: ReadonlySet<InstanceState> = new Set<InstanceState>(['available', 'warming']);

/** Whether an instance takes regular traffic. */
export function isUsable(instance: InstanceFacts): boolean {
  return USABLE.has(instance.state);
}

/** Whether something is wrong with an instance that nobody asked for. */
export function isTroubled(instance: InstanceFacts): boolean {
  return !isUsable(instance) && instance.state !== 'drained';
}

/** Sums up the instances of a service. One that an operator drained as a whole is not down but out of use. */
export function healthOf(name: string, panic: boolean, list: readonly InstanceFacts[]): ServiceHealth {
  const troubled = list.filter(isTroubled).sort((a, b) => b.since.localeCompare(a.since));
  const usable = list.filter(isUsable).length;
  const drained = list.filter((instance) => instance.state === 'drained').length;
  const down = usable === 0 && list.length > 0;
  return { name, total: list.length, usable, drained, troubled, panic, level: down ? 'bad' : troubled.length > 0 || panic ? 'warn' : 'ok' };
}

/** The instances of each service, in the order of the stream. */
export const instancesByService = computed(() => {
  const groups = new Map<string, { key: string; facts: InstanceFacts }[]>(services.keys.map((name) => [name, []]));
  let [prefix, service] = ['', ''];
  for (const [key, facts] of instances.pairs) {
    // Those of a service come one after the other.
    if (!prefix || !key.startsWith(prefix)) {
      service = instanceOf(key).service;
      prefix = key.slice(0, key.indexOf('/') + 1);
    }
    const group = groups.get(service);
    if (group) group.push({ key, facts });
    else groups.set(service, [{ key, facts }]);
  }
  return groups;
});

/** How each service stands; computed again only when an instance or a service's panic changes. */
export const health = computed(() => {
  const all = new Map<string, ServiceHealth>();
  for (const [name, list] of instancesByService.value) {
    all.set(name, healthOf(name, panicking.value.has(name), list.map((one) => one.facts)));
  }
  return all;
});

const panicNames = computed(() => services.all.filter((service) => service.panic).map((service) => service.name).join('\n'));
const panicking = computed(() => new Set(panicNames.value.split('\n')));
