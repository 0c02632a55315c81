import { expect, test } from 'vitest';
import { byUrgency, matchersOf, runbookOf } from '../../src/state/alerts';
import { alert } from '../make';

test('firing before pending before resolved, critical before warning, silenced last of the firing', () => {
  const all = [alert('r', { state: 'resolved' }), alert('s', { severity: 'critical', silencedBy: 'x' }), alert('w'), alert('p', { state: 'pending', severity: 'critical' }), alert('c', { severity: 'critical' })];
  expect(byUrgency(all).map((one) => one.name)).toEqual(['c', 'w', 's', 'p', 'r']);
});

test.each([
  ['docs/runbooks/PerdureErrors.md', 'PerdureErrors'], ['PerdureErrors', 'PerdureErrors'], ['https://wiki.example/books/Disk.md?x=1#now', 'Disk'], [null, null], ['', null],
])('the runbook of %s', (runbook, name) => expect(runbookOf(runbook)).toBe(name));

test('a silence of an alert is as narrow as the alert', () =>
  expect(matchersOf(alert('Old', { labels: { alertname: 'Old', severity: 'warning', node: 'n', system: 's', queue: 'a"b' } }))).toEqual(['alertname="Old"', 'queue="a\\"b"']));
