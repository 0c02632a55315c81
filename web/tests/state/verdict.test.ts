import { describe, expect, test } from 'vitest';
import { healthOf } from '../../src/state/health';
import { troublesOf, type Picture } from '../../src/state/trouble';
import { verdictOf } from '../../src/state/verdict';
import { alert, flow, instance, route } from '../make';

function look(more: Partial<Picture>, state = 'ready') {
  const picture: Picture = { health: [], routes: [], trafficOf: () => undefined, flags: [], alerts: [], guard: null, coordination: null, durability: null, lastReload: null, sloOf: () => undefined, second: 1_000, ...more };
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
    const { troubles } = look({ health: [healthOf('a', false, [instance('1', 'ejected')])], routes: [route('shop', 'a')], trafficOf: () => flow(100, { failed: 25 }) });
    expect(troubles[0]!.hurts).toBe('Requests fail now: 25 % of shop.');
  });

  test('stand-ins and flags that went off are what is done about it', () => {
    const { troubles } = look({
      health: [healthOf('a', false, [instance('1', 'ejected')])],
      routes: [route('shop', 'a', { flag: 'f' })],
      trafficOf: () => flow(100, { degraded: 40 }),
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

test('an alert that outlasts its cause names the service once', () => {
  const of = (summary: string) => look({ health: [healthOf('a1', false, [instance('1')])], alerts: [alert('Down', { labels: { service: 'a1' }, annotations: { summary } })] }).troubles[0]!.title;
  expect(of('service a1: nothing takes traffic')).toBe('Service a1: nothing takes traffic');
  expect(of('nothing takes traffic')).toBe('a1: nothing takes traffic');
});

describe('requests that fail while everything else is well', () => {
  const failing = (failed: number) => look({ health: [healthOf('a', false, [instance('1')])], routes: [route('shop', 'a')], trafficOf: () => flow(100, { failed }) });
  test('are told before any alert fires', () => expect(failing(5).verdict).toMatchObject({ level: 'warn', answer: 'Mostly.', because: 'Requests fail now: 5.0 % of shop.' }));
  test('are bad when they are many', () => expect(failing(40).verdict).toMatchObject({ level: 'bad', because: 'a: 40 % of requests fail. Requests fail now: 40 % of shop.' }));
  test('are no trouble one in a thousand', () => expect(failing(0.1).verdict.level).toBe('ok'));
  test('are not carried by the other instances', () => {
    const { verdict } = look({ health: [healthOf('a', false, [instance('1'), instance('2', 'ejected')])], routes: [route('shop', 'a')], trafficOf: () => flow(100, { failed: 10 }) });
    expect(verdict.because).toBe('1 instance of a is out of use. Requests fail now: 10 % of shop.');
  });
});

describe('alerts that outlast their cause', () => {
  const well = { health: [healthOf('a', false, [instance('1')])], routes: [route('shop', 'a')] };
  const errors = alert('Errors', { severity: 'critical', labels: { service: 'a' }, expression: 'error-ratio above 5% over 5m' });
  test('it recovers when no request has failed for a while', () => {
    const { verdict, troubles } = look({ ...well, alerts: [errors], trafficOf: () => flow(50, { quietSince: 970 }) });
    expect(verdict).toEqual({ level: 'warn', answer: 'It recovers.', because: 'a is well again; 1 alert has yet to end.' });
    expect(troubles[0]!.over).toEqual({ since: '1970-01-01T00:16:10.000Z', says: 'All instances take traffic again, and no request has failed since. Its alert still looks at the time before (error-ratio above 5% over 5m).' });
  });
  test('it is still bad a moment after the last failure', () => expect(look({ ...well, alerts: [errors], trafficOf: () => flow(50, { quietSince: 995 }) }).verdict.level).toBe('bad'));
  test('a budget that burns by failures too', () => {
    const burn = alert('Burn', { severity: 'critical', labels: { route: 'shop' }, expression: 'budget-burn above 6 over 6h' });
    expect(look({ ...well, alerts: [burn], trafficOf: () => flow(50) }).verdict.answer).toBe('It recovers.');
    const slow = { latency: { withinMs: 100, share: 0.95 }, latencyRatio: 0.5 } as Picture['sloOf'] extends (route: string) => infer S ? S : never;
    expect(look({ ...well, alerts: [burn], trafficOf: () => flow(50), sloOf: () => slow }).verdict.level).toBe('bad');
  });
  test('without traffic nobody can tell', () => expect(look({ ...well, alerts: [errors], trafficOf: () => flow(0) }).verdict.level).toBe('bad'));
  test('what the node knows to be over is over', () => {
    const down = alert('Down', { severity: 'critical', labels: { service: 'a' }, expression: 'instances-available below 1', overSince: '2026-01-01T00:01:00Z' });
    expect(look({ ...well, alerts: [down] }).verdict.answer).toBe('It recovers.');
    expect(look({ ...well, alerts: [down, alert('Disk', { labels: {} })] }).verdict.answer).toBe('Mostly.');
  });
  test('other alerts end only by themselves', () => expect(look({ ...well, alerts: [alert('Slow', { severity: 'critical', labels: { service: 'a' }, expression: 'latency-p99 above 1s over 5m' })], trafficOf: () => flow(50) }).verdict.level).toBe('bad'));
});

test('a breaker that is held open is not said to be tried', () => {
  const held = instance('2', 'breaker-open', { breaker: { state: 'forced-open', mode: 'open', since: '2026-01-01T00:00:00Z' } });
  expect(look({ health: [healthOf('a', false, [instance('1'), held])] }).troubles[0]!.doing.join()).toMatch(/Holds the breaker of 2 open(?!.*Tries)/);
});
