import { expect, test } from 'vitest';
import { groupsOf, keepOrder, type Entry } from '../../src/pages/services/list';
import { healthOf } from '../../src/state/health';
import { windowOf } from '../../src/ui/VirtualRows';
import { instance } from '../make';

const lists = {
  well: [instance('w-1'), instance('w-2', 'available', { zone: 'us' })],
  sick: [instance('s-1'), instance('s-2', 'ejected', { why: 'reset by peer' })],
  down: [instance('d-1', 'unhealthy')],
};
const byService = new Map<string, Entry[]>(Object.entries(lists).map(([name, list]) => [name, list.map((facts) => ({ key: `${name}/${facts.id}`, facts }))]));
const health = new Map(Object.entries(lists).map(([name, list]) => [name, healthOf(name, false, list)]));
const ids = (text: string, state: '' | 'trouble' | 'drained' | 'well' = '', order: 'trouble' | 'name' | 'file' = 'file') =>
  groupsOf(byService, health, { text, state }, order).flatMap((group) => group.entries.map((entry) => entry.facts.id));

test('trouble first, also within a service', () => expect(ids('', '', 'trouble')).toEqual(['d-1', 's-2', 's-1', 'w-1', 'w-2']));
test('all words must be there, wherever', () => {
  expect(ids('RESET sick')).toEqual(['s-2']);
  expect(ids('us')).toEqual(['w-2']);
  expect(ids('well')).toEqual(['w-1', 'w-2']);
  expect(ids('nothing like it')).toEqual([]);
});
test('by state', () => {
  expect(ids('', 'trouble')).toEqual(['s-2', 'd-1']);
  expect(ids('', 'drained')).toEqual([]);
});

test('only rows in view are drawn', () => {
  const rows = Array.from({ length: 2_000 }, () => ({ height: 30 }));
  expect(windowOf(rows, 3_000, 3_900)).toEqual({ first: 99, last: 131, before: 2_970, total: 60_000 });
  expect(windowOf(rows, -500, -100).first).toBe(0);
  expect(windowOf(rows, 90_000, 91_000)).toMatchObject({ first: 2_000, last: 2_000 });
  expect(windowOf([], 0, 100)).toEqual({ first: 0, last: 0, before: 0, total: 0 });
});

test('what somebody points at stays where it is', () => {
  const before = groupsOf(byService, health, { text: '', state: '' }, 'file');
  const sick = new Map(byService).set('well', [{ key: 'well/w-0', facts: instance('w-0') }, ...byService.get('well')!.map((entry) => ({ ...entry, facts: { ...entry.facts, state: 'ejected' as const } }))]);
  const held = keepOrder(groupsOf(sick, health, { text: '', state: '' }, 'trouble'), before);
  expect(held.map((group) => group.health.name)).toEqual(['well', 'sick', 'down']);
  expect(held[0]!.entries.map((entry) => [entry.facts.id, entry.facts.state])).toEqual([['w-1', 'ejected'], ['w-2', 'ejected'], ['w-0', 'available']]);
});
