import { expect, test } from 'vitest';
import { seriesOf } from '../../src/lib/series';

const at = (second: number, text: string) => ({ at: new Date(second * 1000).toISOString(), text });

test('what happens again and again is one series, until it has been quiet', () => {
  const found = seriesOf([at(0, 'open'), at(1, 'trial'), at(2, 'open'), at(3, 'trial'), at(4, 'drained'), at(70, 'open'), at(50, 'open')], (one) => one.text);
  expect(found.map(({ first, times }) => [first.text, times])).toEqual([['open', 2], ['trial', 2], ['drained', 1], ['open', 2]]);
  expect(found[0]!.last.at).toBe('1970-01-01T00:00:02.000Z');
});
