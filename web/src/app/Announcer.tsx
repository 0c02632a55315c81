import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { alerts, loaded, node } from '../state/store';

const said = signal('');

/** Tells screen readers of critical alerts that begin to fire, and shows in the title how many fire. */
export function Announcer() {
  const firing = alerts.all.filter((alert) => alert.state === 'firing' && !alert.silencedBy);
  const critical = firing.filter((alert) => alert.severity === 'critical');
  const known = critical.map((alert) => alert.fingerprint).join(' ');
  useAnnouncement(known, (fingerprint) => {
    const alert = critical.find((one) => one.fingerprint === fingerprint);
    return `Critical alert: ${alert?.annotations['summary'] ?? alert?.name ?? ''}`;
  });
  const title = `${firing.length > 0 ? `(${firing.length}) ` : ''}${node.value ? `${node.value.system}: ${node.value.node}` : 'Perdure'}`;
  useEffect(() => void (document.title = title), [title]);
  return <div class="unseen" role="alert" aria-live="assertive">{said.value}</div>;
}

/** What was there when the page was opened is not news. */
const before = { keys: null as Set<string> | null };

function useAnnouncement(known: string, textOf: (key: string) => string): void {
  useEffect(() => {
    if (!loaded.peek()) return;
    const keys = known.split(' ').filter(Boolean);
    const fresh = before.keys === null ? [] : keys.filter((key) => !before.keys?.has(key));
    before.keys = new Set(keys);
    if (fresh.length > 0) said.value = fresh.map(textOf).join('. ');
  }, [known, loaded.value]);
}
