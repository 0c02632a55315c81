import type { AlertStatus, InstanceFacts, InstanceState, RouteStatus } from '../src/api/types';
import type { Recent } from '../src/state/recent';

/** An instance in a state; everything else as it usually is. */
export function instance(id: string, state: InstanceState = 'available', more: Partial<InstanceFacts> = {}): InstanceFacts {
  return {
    id, state, zone: 'eu-a', url: 'http://127.0.0.1:1', since: '2026-01-01T00:00:00Z', why: '', standby: false, weight: 1,
    breaker: { state: 'closed', mode: 'automatic', since: '2026-01-01T00:00:00Z' }, ejections: 0, checkPassing: null, process: null, ...more,
  };
}

export function alert(name: string, more: Partial<AlertStatus> = {}): AlertStatus {
  return {
    name, state: 'firing', severity: 'warning', expression: 'x', value: null, labels: { alertname: name, severity: 'warning', node: 'n', system: 's' },
    annotations: { summary: `${name} summary` }, runbook: null, activeAt: '2026-01-01T00:00:00Z', startsAt: '2026-01-01T00:00:10Z', endsAt: null, overSince: null,
    fingerprint: name, silencedBy: null, ...more,
  };
}

export function route(name: string, service: string, more: Partial<RouteStatus> = {}): RouteStatus {
  return { name, service, tier: 'standard', flag: null, limited: 0, flaggedOff: 0, fallbacks: 0, staleServed: 0, idempotency: null, bulkhead: null, cache: null, defer: null, ...more };
}

/** What a route did in the last seconds: all well, long quiet. */
export function flow(rate: number, more: Partial<Recent> = {}): Recent {
  return { rate, failed: 0, degraded: 0, shed: 0, quietSince: 0, ...more };
}
