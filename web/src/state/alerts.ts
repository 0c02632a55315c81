import type { AlertStatus, Severity } from '../api/types';

const STATES = { firing: 0, pending: 1, resolved: 2 };
const SEVERITIES: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Firing first and of those the worst, the silenced ones after the others; then the latest. */
export function byUrgency(all: readonly AlertStatus[]): AlertStatus[] {
  return [...all].sort((a, b) =>
    STATES[a.state] - STATES[b.state] ||
    Number(a.silencedBy !== null) - Number(b.silencedBy !== null) ||
    (SEVERITIES[a.severity] ?? 3) - (SEVERITIES[b.severity] ?? 3) ||
    (b.startsAt ?? b.activeAt).localeCompare(a.startsAt ?? a.activeAt));
}

/** The name under which the node has an alert's runbook: the last part of its path or url, without the ending. */
export function runbookOf(runbook: string | null): string | null {
  const last = runbook?.split(/[?#]/)[0]?.split('/').pop() ?? '';
  return last.replace(/\.md$/i, '') || null;
}

/** The labels that tell an alert apart from others of its rule. */
export function ownLabels(alert: AlertStatus): [string, string][] {
  return Object.entries(alert.labels).filter(([name]) => !['alertname', 'severity', 'node', 'system'].includes(name));
}

/** What a silence of just this alert says: its name and its own labels. */
export function matchersOf(alert: AlertStatus): string[] {
  return [['alertname', alert.name] as [string, string], ...ownLabels(alert)].map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
}
