import { expect, test } from 'vitest';
import type { NodeEvent, TrafficPoint } from '../../src/api/types';
import { niceMax } from '../../src/pages/traffic/scale';
import { kindOf, marksNear, marksOf } from '../../src/pages/traffic/marks';
import { errorColumns, outcomeColumns, since, standingOf } from '../../src/pages/traffic/series';
import { tapQuery, tapRow } from '../../src/pages/traffic/tapRow';

const point = (at: number, rate = 10, failed = 1): TrafficPoint => [at, rate, failed, 2, 1, 0, 5, 9, 20];
const event = (seq: number, second: number, name: string, text: string, labels: Record<string, string> = {}): NodeEvent =>
  ({ seq, at: new Date(second * 1000).toISOString(), id: 1, name, level: 'warn', text, labels });

test('missing seconds break the line', () => {
  const found = since([point(1), point(2), point(9)], 1);
  expect(found.map((one) => one[0])).toEqual([2, 3, 9]);
  expect(outcomeColumns(found)[1]).toEqual([6, null, 6]);
});

test('shares are percent of all requests, and nothing is no error', () => {
  expect(errorColumns([point(1), point(2, 0, 0)])).toEqual([[1, 2], [10, 0], [10, 0]]);
  expect(standingOf(undefined).rate).toBeNull();
  expect(standingOf(point(1)).errorRatio).toBe(0.1);
});

test('events are marked as what they are', () => {
  expect(kindOf({ name: 'reload-refused', text: '' })).toBe('reload');
  expect(kindOf({ name: 'instance-trouble', text: 'catalog/catalog-2: breaker open: 3 of 5' })).toBe('breaker');
  expect(kindOf({ name: 'instance-change', text: 'catalog/catalog-2: breaker half-open' })).toBeNull();
  expect(kindOf({ name: 'flag-went-off', text: '' })).toBe('flag');
  expect(kindOf({ name: 'alert-firing', text: '' })).toBe('alert');
  expect(kindOf({ name: 'node-started', text: '' })).toBeNull();
});

test('a series is one mark, another instance is another', () => {
  const open = (seq: number, at: number, instance: string) => event(seq, at, 'instance-trouble', 'breaker open', { service: 'catalog', instance });
  const marks = marksOf([open(1, 100, 'a'), open(2, 105, 'a'), open(3, 110, 'b'), open(4, 200, 'a')], 50, { route: null, service: null }, new Set());
  expect(marks.map((mark) => [mark.seq, mark.times])).toEqual([[1, 2], [3, 1], [4, 1]]);
  expect(marksNear(marks, 108, 3).map((mark) => mark.seq)).toEqual([3]);
  expect(marksOf([open(1, 100, 'a')], 50, { route: 'r', service: 'payments' }, new Set())).toEqual([]);
  expect(marksOf([open(1, 100, 'a')], 50, { route: null, service: null }, new Set(['breaker']))).toEqual([]);
});

test('an axis ends at a round number above the highest value', () => {
  expect([0, null, 0.9, 10, 87, 1234].map(niceMax)).toEqual([1, 1, 1.5, 15, 100, 1500]);
});

test('a line of the access log becomes a row, and filters a query', () => {
  const row = tapRow(7, { time: '2026-01-01T00:00:00Z', method: 'GET', path: '/x', status: 503, durationMs: 4, outcome: 'failed', problem: 'overloaded' });
  expect([row.seq, row.target, row.status, row.note]).toEqual([7, '/x', 503, 'failed, overloaded']);
  expect(tapQuery('', '', '')).toBe('');
  expect(tapQuery('a b', '500', '')).toBe('?route=a+b&minStatus=500');
});
