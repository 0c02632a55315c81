import { expect, test } from 'vitest';
import { parseDiff } from '../../src/pages/configuration/diff';

test('lines of a difference have their numbers on both sides', () => {
  const lines = parseDiff('--- a\n+++ b\n@@ -2,3 +2,3 @@\n same\n-old\n+new\n@@ -20,1 +20,2 @@\n+more\n same\n');
  expect(lines.map((line) => [line.kind, line.before, line.after])).toEqual([
    ['same', 2, 2], ['removed', 3, null], ['added', null, 3], ['gap', null, null], ['added', null, 20], ['same', 20, 21],
  ]);
  expect(parseDiff('')).toEqual([]);
});
