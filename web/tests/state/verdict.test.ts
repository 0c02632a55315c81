import { describe, expect, test } from 'vitest';
import { healthOf } from '../../src/state/health';
import { troublesOf, type Picture } from '../../src/state/trouble';
import { verdictOf } from '../../src/state/verdict';
import { alert, instance, route } from '../make';

function look(more: Partial<Picture>, state = 'ready') {
  const picture: Picture = { health: [], routes: [], trafficOf: () => undefined, flags: [], alerts: [], guard: null, coordination: null, durability: null, lastReload: null, ...more };
  const troubles = troublesOf(picture);
  return { troubles, verdict: verdictOf(state, [...picture.health], picture.alerts, troubles) };
}

describe('verdict', () => {
  test('all is well', () => {
    const { verdict } = look({ health: [healthOf('a', false, [instance('1'), instance('2')])] });
    expect(verdict).toEqual({ level: 'ok', answer: 'Yes.', because: 'All 2 instances of 1 service take traffic, and no alert fires.' });
  });

  test('one instance out is told, and that others carry it', () => {
    const { verdict, troubles } = look({ health: [healthOf('a', false, [instance('1'), instance('2', 'ejected')])], routes: [route('shop', 'a')] });
    expect(verdict.level).toBe('warn');
    expect(verdict.because).toBe('1 instance of a is out of use; the others carry the traffic.');
    expect(troubles[0]).toMatchObject({ level: 'warn', hurts: 'Nobody just now: 1 instance carries shop.' });
  });

  test('a service without instances that take traffic is down', () => {
    const { verdict, troubles } = look({ health: [healthOf('a', false, [instance('1', 'breaker-open'), instance('2', 'drained')])], routes: [route('shop', 'a')] });
    expect(verdict).toMatchObject({ level: 'bad', answer: 'No.', because: 'a takes no traffic. It hurts whoever uses shop.' });
    expect(troubles[0]).toMatchObject({ title: 'a is down', hurts: 'It hurts whoever uses shop.' });
  });

  test('drained by hand is not trouble while others serve', () => {
    const { verdict } = look({ health: [healthOf('a', false, [instance('1'), instance('2', 'drained')])] });
    expect(verdict.level).toBe('ok');
    expect(verdict.because).toContain('1 of 2 instances');
  });

  test('a silenced alert is mentioned, not counted', () => {
    const { verdict } = look({ alerts: [alert('Disk', { silencedBy: 'x' })], health: [healthOf('a', false, [instance('1')])] });
    expect(verdict.level).toBe('ok');
    expect(verdict.because).toContain('1 alert is silenced');
  });

  test('a critical alert says no', () => expect(look({ alerts: [alert('Disk', { severity: 'critical' })] }).verdict).toMatchObject({ level: 'bad', because: 'Disk summary.' }));
  test('a pending alert says nothing yet', () => expect(look({ alerts: [alert('Disk', { state: 'pending' })] }).verdict.level).toBe('ok'));
  test('a node that drains says so first', () => expect(look({}, 'draining').verdict.answer).toBe('Not in service.'));
});

describe('troubles', () => {
  test('the worst first, each told once', () => {
    const { troubles } = look({
      health: [healthOf('a', false, [instance('1'), instance('2', 'ejected')]), healthOf('b', false, [instance('1', 'unhealthy')])],
      alerts: [alert('Down', { labels: { service: 'b' }, severity: 'critical' }), alert('Disk', { labels: {} })],
    });
    expect(troubles.map((one) => one.key)).toEqual(['service/b', 'alert/Disk', 'service/a']);
    expect(troubles[0]!.alerts).toHaveLength(1);
  });

  test('an alert of a route belongs to the service that it leads to', () =>
    expect(look({ health: [healthOf('a', false, [instance('1')])], routes: [route('shop', 'a')], alerts: [alert('Burn', { labels: { route: 'shop' } })] }).troubles[0]).toMatchObject({ service: 'a' }));

  test('what fails now is whom it hurts', () => {
    const { troubles } = look({ health: [healthOf('a', false, [instance('1', 'ejected')])], routes: [route('shop', 'a')], trafficOf: () => [0, 100, 25, 0, 0, 0, 1, 1, 1] });
    expect(troubles[0]!.hurts).toBe('Requests fail now: 25 % of shop.');
  });

  test('stand-ins and flags that went off are what is done about it', () => {
    const { troubles } = look({
      health: [healthOf('a', false, [instance('1', 'ejected')])],
      routes: [route('shop', 'a', { flag: 'f' })],
      trafficOf: () => [0, 100, 0, 40, 0, 0, 1, 1, 1],
      flags: [{ name: 'f', percent: 0, defaultPercent: 100, description: null, set: false, by: null, at: null, automatic: { off: true, since: null, why: '', holds: true } }],
    });
    expect(troubles[0]!.doing).toContain('Answers 40/s by fallbacks or from the cache');
    expect(troubles[0]!.doing).toContain('Has switched off f');
    expect(troubles[0]!.hurts).toBe('Who uses shop gets stand-in answers.');
  });
});

test('a reason is said once', () => {
  const list = [instance('1', 'unhealthy', { why: 'its check fails' }), instance('2', 'unhealthy', { why: 'its check fails' }), instance('3', 'ejected'), instance('4')];
  expect(look({ health: [healthOf('a', false, list)] }).troubles[0]!.what).toBe('1 and 2: its check fails; 3: ejected');
});
