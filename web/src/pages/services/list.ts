import type { InstanceFacts } from '../../api/types';
import { isTroubled, type ServiceHealth } from '../../state/health';

export type StateFilter = '' | 'trouble' | 'drained' | 'well';
export type Order = 'trouble' | 'name' | 'file';

export interface Filter { text: string; state: StateFilter }
export interface Entry { key: string; facts: InstanceFacts }
export interface Group { health: ServiceHealth; entries: Entry[] }

/** Above so many instances, services that are well begin collapsed. */
export const COLLAPSE_ABOVE = 60;

/** What passes the filter, by service. A text that is in the name of the service shows all of its instances. */
export function groupsOf(byService: ReadonlyMap<string, Entry[]>, health: ReadonlyMap<string, ServiceHealth>, filter: Filter, order: Order): Group[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups: Group[] = [];
  for (const [name, all] of byService) {
    const of = health.get(name);
    if (!of) continue;
    const entries = all.filter(({ facts }) => passesState(facts, filter.state) && words.every((word) => textOf(name, facts).includes(word)));
    if (entries.length > 0 || (all.length === 0 && !filter.state && words.every((word) => name.toLowerCase().includes(word)))) {
      groups.push({ health: of, entries: order === 'trouble' ? troubleFirst(entries) : entries });
    }
  }
  if (order === 'trouble') groups.sort((a, b) => rank(a.health) - rank(b.health));
  if (order === 'name') groups.sort((a, b) => a.health.name.localeCompare(b.health.name, 'en', { numeric: true }));
  return groups;
}

/** The same groups and entries in the order in which they were before; what is new comes last. */
export function keepOrder(groups: readonly Group[], before: readonly Group[]): Group[] {
  const places = new Map(before.flatMap((group, i) => [[group.health.name, i] as const, ...group.entries.map((entry, j) => [entry.key, j] as const)]));
  const place = (key: string) => places.get(key) ?? places.size;
  return groups
    .map((group) => ({ ...group, entries: [...group.entries].sort((a, b) => place(a.key) - place(b.key)) }))
    .sort((a, b) => place(a.health.name) - place(b.health.name));
}

function passesState(facts: InstanceFacts, state: StateFilter): boolean {
  if (!state) return true;
  const kind = isTroubled(facts) ? 'trouble' : facts.state === 'drained' ? 'drained' : 'well';
  return kind === state;
}

function textOf(service: string, facts: InstanceFacts): string {
  return `${service} ${facts.id} ${facts.zone ?? ''} ${facts.state} ${facts.why} ${facts.url}`.toLowerCase();
}

function troubleFirst(entries: Entry[]): Entry[] {
  const weight = ({ facts }: Entry) => (isTroubled(facts) ? 0 : facts.state === 'drained' ? 1 : facts.state === 'warming' ? 2 : 3);
  return [...entries].sort((a, b) => weight(a) - weight(b));
}

function rank(health: ServiceHealth): number {
  return health.level === 'bad' ? 0 : health.level === 'warn' ? 1 : health.drained > 0 ? 2 : 3;
}
