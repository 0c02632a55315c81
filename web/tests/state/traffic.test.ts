import { expect, test } from 'vitest';
import type { TrafficPoint } from '../../src/api/types';
import { merge, POINTS_MAX } from '../../src/state/traffic';

const point = (second: number, rate = 1): TrafficPoint => [second, rate, 0, 0, 0, 0, 1, 2, 3];

test('a new second goes to the end', () => expect(merge([point(1)], [point(2)]).map((one) => one[0])).toEqual([1, 2]));
test('a second that is known is replaced', () => expect(merge([point(1), point(2)], [point(2, 9)])).toEqual([point(1), point(2, 9)]));
test('history goes before what the stream brought meanwhile', () => expect(merge([point(1), point(2), point(3)], [point(3, 7), point(4)]).map((one) => one[0])).toEqual([1, 2, 3, 4]));
test('no more is kept than is shown', () => {
  const many = Array.from({ length: POINTS_MAX + 50 }, (_, i) => point(i));
  expect(merge(many, [point(POINTS_MAX + 50)])).toHaveLength(POINTS_MAX);
});
