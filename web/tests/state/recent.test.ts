import { expect, test } from 'vitest';
import type { TrafficPoint } from '../../src/api/types';
import { RecentTraffic } from '../../src/state/recent';

const point = (second: number, rate: number, failed = 0): TrafficPoint => [second, rate, failed, 0, 0, 0, 1, 1, 1];

test('a route is the mean of its last seconds', () => {
  const recent = new RecentTraffic();
  for (let second = 1; second <= 30; second++) recent.note('a', point(second, 10, second === 25 ? 5 : 0));
  expect(recent.of('a', 30)).toMatchObject({ rate: 10, failed: 0.5, quietSince: 26 });
  expect(recent.of('b', 30)).toBeUndefined();
});

test('seconds that nobody tells of are quiet, those before the first are not counted', () => {
  const recent = new RecentTraffic();
  recent.note('a', point(100, 8));
  recent.note('a', point(101, 0));
  expect(recent.of('a', 101)!.rate).toBe(4);
  expect(recent.of('a', 103)!.rate).toBe(2);
  expect(recent.of('a', 130)!.rate).toBe(0);
});

test('what was recorded says how long nothing has failed', () => {
  const recent = new RecentTraffic();
  recent.note('a', point(100, 8));
  recent.noteHistory([point(10, 8), point(40, 8, 1), point(41, 8)]);
  expect(recent.of('a', 100)!.quietSince).toBe(41);
  recent.note('a', point(101, 8, 1));
  expect(recent.of('a', 101)!.quietSince).toBe(102);
});

test('a second counts once', () => {
  const recent = new RecentTraffic();
  recent.note('a', point(5, 8));
  recent.note('a', point(5, 4));
  expect(recent.of('a', 5)!.rate).toBe(4);
});
