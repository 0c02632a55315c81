import { expect, test } from 'vitest';
import type { Topology } from '../../src/api/types';
import { chooseServices, graphOf, keyOf, SERVICES_DRAWN_MAX, widthOf, zonesOf } from '../../src/pages/topology/graph';
import { flowOf, healthOf } from '../../src/pages/topology/health';
import { place } from '../../src/pages/topology/layout';
import { fit, zoom } from '../../src/pages/topology/view';

const instance = (id: string, zone: string | null) => ({ id, zone, standby: false });
const shop: Topology = {
  regions: [{ name: 'eu', zones: ['eu-a', 'eu-b'] }],
  listeners: [{ name: 'web', url: 'http://a' }, { name: 'inner', url: 'http://b' }],
  routes: [
    { name: 'browse', service: 'catalog', path: '/catalog/*', fallbacks: [], flag: null },
    { name: 'suggest', service: 'recommendations', path: '/r/*', fallbacks: ['catalog', 'catalog'], flag: 'r' },
  ],
  services: [
    { name: 'catalog', dependsOn: [], instances: [instance('1', 'eu-a'), instance('2', 'eu-b'), instance('3', 'eu-b')] },
    { name: 'recommendations', dependsOn: ['catalog'], instances: [] },
    { name: 'alone', dependsOn: [], instances: [instance('1', null)] },
  ],
};
const many: Topology = { ...shop, routes: [], services: Array.from({ length: 200 }, (_, i) => ({ name: `s${i}`, dependsOn: [], instances: [] })) };

test('few services are all drawn, of many those in trouble or found', () => {
  expect(chooseServices(shop, new Set(), '').size).toBe(3);
  expect([...chooseServices(many, new Set(['s7']), '')]).toEqual(['s7']);
  expect([...chooseServices(many, new Set(), 's19')].length).toBe(11);
  expect(chooseServices(many, new Set(many.services.map((one) => one.name)), '').size).toBe(SERVICES_DRAWN_MAX);
  expect([...chooseServices(shop, new Set(), 'suggest')]).toEqual(['recommendations']);
});

test('more than one listener meet in a knot, fallbacks come once', () => {
  const graph = graphOf(shop, chooseServices(shop, new Set(), ''));
  expect(graph.edges.filter((edge) => edge.to === 'node/gateway').length).toBe(2);
  expect(graph.edges.filter((edge) => edge.kind === 'fallback').length).toBe(1);
  expect(graph.edges.filter((edge) => edge.kind === 'depends').map((edge) => edge.to)).toEqual(['service/catalog']);
  expect(keyOf(graph)).toBe(keyOf(graphOf(structuredClone(shop), chooseServices(shop, new Set(), ''))));
});

test('listeners, routes and services stand from left to right, also what nothing leads to', () => {
  const { nodes } = place(graphOf(shop, chooseServices(shop, new Set(), '')));
  const x = (id: string) => nodes.find((node) => node.id === id)!.x;
  expect(x('listener/web')).toBeLessThan(x('route/browse'));
  expect(x('route/browse')).toBeLessThan(x('service/catalog'));
  expect(x('route/suggest')).toBeLessThan(x('service/alone'));
});

test('health is told in words', () => {
  expect(healthOf(['available', 'warming'])).toEqual({ tone: 'ok', text: '2 of 2 well', why: '1 warming up' });
  expect(healthOf(['available', 'breaker-open'])).toEqual({ tone: 'warn', text: '1 of 2 well', why: '1 breaker open' });
  expect(healthOf(['unhealthy']).tone).toBe('bad');
  expect(healthOf(['drained']).text).toBe('drained');
  expect(zonesOf(shop, 'catalog')).toBe('eu-a 1 · eu-b 2');
});

test('flows add up and widths stay within bounds', () => {
  expect(flowOf([[0, 10, 0.5, 1, 1], [0, 30, 0, 1, 1], undefined])).toEqual({ rate: 40, errorRatio: 0.125 });
  expect(flowOf([]).rate).toBeNull();
  expect([widthOf(null), widthOf(1e9)]).toEqual([1, 8]);
});

test('zoom keeps the point under the pointer, fit shows all', () => {
  const view = zoom({ scale: 1, x: 0, y: 0 }, 2, { x: 100, y: 50 });
  expect([(100 - view.x) / view.scale, (50 - view.y) / view.scale]).toEqual([100, 50]);
  expect(fit({ width: 1000, height: 100 }, { width: 800, height: 600 }).scale).toBe(0.8);
});
