import { effect } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Frame } from '../../src/api/types';
import { apply, events, flags, instanceKey, instanceOf, instances, live, node, services } from '../../src/state/store';
import { instance } from '../make';

const at = '2026-01-01T00:00:00Z';
const frame = (set: Record<string, unknown>, more: Partial<Frame> = {}): Frame => ({ at, set, gone: [], events: [], ...more });
const event = (seq: number) => ({ seq, at, id: 1, name: 'x', level: 'info' as const, text: `event ${seq}`, labels: {} });

beforeEach(() => apply(frame({}), true));

describe('frames', () => {
  test('a snapshot is all there is', () => {
    apply(frame({ 'service/a': { name: 'a' }, 'instance/a/1': instance('1'), node: { node: 'n' } }), true);
    apply(frame({ 'service/b': { name: 'b' } }), true);
    expect(services.keys).toEqual(['b']);
    expect(instances.keys).toEqual([]);
    expect(node.value).toBeNull();
  });

  test('a delta changes what it names', () => {
    apply(frame({ 'service/a': { name: 'a' }, 'instance/a/1': instance('1'), 'instance/a/2': instance('2'), 'live/a': { 1: [1, 2, 0, 3, 4], 2: [0, 0, 0, 0, 0] } }), true);
    apply(frame({ 'instance/a/1': instance('1', 'drained'), 'live/a': { 1: [9, 2, 0, 3, 4] } }, { gone: ['instance/a/2'] }), false);
    expect(instances.get('a/1')?.state).toBe('drained');
    expect(live.get('a/1')).toEqual([9, 2, 0, 3, 4]);
    expect(instances.keys).toEqual(['a/1']);
    expect(live.get('a/2')).toBeUndefined();
  });

  test('one that says nothing new wakes nobody', () => {
    const set = { 'instance/a/1': instance('1'), 'instance/a/2': instance('2') };
    apply(frame(set), true);
    const woken: string[] = [];
    const stop = ['a/1', 'a/2'].map((key) => effect(() => { instances.get(key); woken.push(key); }));
    woken.length = 0;
    apply(frame(structuredClone(set)), false);
    expect(woken).toEqual([]);
    apply(frame({ 'instance/a/2': instance('2', 'ejected') }), false);
    expect(woken).toEqual(['a/2']);
    stop.forEach((end) => end());
  });

  test('names may have any character', () => {
    const key = instanceKey('a/b', 'c d');
    expect(instanceOf(key)).toEqual({ service: 'a/b', id: 'c d' });
    apply(frame({ [`instance/${key}`]: instance('c d'), 'live/a%2Fb': { 'c d': [1, 1, 1, 1, 1] }, 'flag/new%2Fone': { name: 'new/one' } }), true);
    expect(instances.get(key)?.id).toBe('c d');
    expect(live.get(key)?.[0]).toBe(1);
    expect(flags.get('new/one')).toBeDefined();
  });

  test('a key of a kind that this page does not know is left out', () => expect(() => apply(frame({ 'newkind/x': 1, 'other': 2 }, { gone: ['newkind/y'] }), false)).not.toThrow());
});

describe('events', () => {
  test('each one once, though frames overlap', () => {
    apply(frame({}, { events: [event(1), event(2)] }), true);
    apply(frame({}, { events: [event(2), event(3)] }), false);
    expect(events.value.map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  test('a node that started again begins anew', () => {
    apply(frame({}, { events: [event(90)] }), true);
    apply(frame({}, { events: [event(1)] }), true);
    expect(events.value.map((one) => one.seq)).toEqual([1]);
  });
});
