import { computed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { AlertStatus } from '../../api/types';
import { link } from '../../app/router';
import { narrow } from '../../lib/media';
import { byUrgency, ownLabels } from '../../state/alerts';
import { alerts, loaded } from '../../state/store';
import { Badge, Card, Empty, Since, toneOfSeverity } from '../../ui';
import { AlertDetails } from './AlertDetails';
import { Receivers } from './Receivers';

const sorted = computed(() => byUrgency(alerts.all));

/** The list, and beside it the chosen alert; on a phone one or the other. */
export function AlertsTab({ chosen }: { chosen: string }) {
  const all = sorted.value;
  // The one that is shown stays when a more urgent one comes: somebody may be at its steps.
  const first = useRef('');
  const kept = all.find((alert) => alert.fingerprint === first.current && alert.state !== 'resolved') ?? all[0];
  first.current = kept?.fingerprint ?? '';
  const shown = all.find((alert) => alert.fingerprint === chosen) ?? (chosen || narrow.value ? undefined : kept);
  if (!loaded.value) return <Empty icon="clock" title="Waiting for the node…" />;
  return (
    <div class={`split${chosen ? ' chosen' : ''}`}>
      <div class="list stack">
        <Card title="Alerts of this node">
          {all.length === 0 && <Empty icon="ok" title="No alert fires.">The rules are watched once a second. What fires appears here with its runbook.</Empty>}
          <ul class="picks">{all.map((alert) => <li key={alert.fingerprint}><Pick alert={alert} current={alert === shown} /></li>)}</ul>
        </Card>
        <Receivers />
      </div>
      <div class="details">
        {chosen && <p class="back"><a href={link('alerts')}>‹ All alerts</a></p>}
        {shown && <AlertDetails key={shown.fingerprint} alert={shown} />}
        {!shown && chosen && <Card><Empty title="This alert is over.">It was resolved more than 15 minutes ago, or its rule is gone. Incidents keep what happened.</Empty></Card>}
      </div>
    </div>
  );
}

function Pick({ alert, current }: { alert: AlertStatus; current: boolean }) {
  return (
    <a class={`pick ${alert.state}${alert.silencedBy ? ' silenced' : ''}`} href={link('alerts', [alert.fingerprint])} aria-current={current ? 'true' : undefined}>
      <span class="row">
        <AlertBadge alert={alert} />
        <span class="spring" />
        <span class="muted small"><Since at={alert.endsAt ?? alert.startsAt ?? alert.activeAt} /></span>
      </span>
      <strong>{alert.name}</strong>
      <span class="muted small">{ownLabels(alert).map(([name, value]) => `${name} ${value}`).join(', ') || alert.annotations['summary']}</span>
    </a>
  );
}

/** Severity and state of an alert, in icon and words. */
export function AlertBadge({ alert }: { alert: AlertStatus }) {
  if (alert.state === 'resolved') return <Badge tone="ok">resolved</Badge>;
  if (alert.state === 'pending') return <Badge tone="off" icon="clock">pending, {alert.severity}</Badge>;
  if (alert.silencedBy) return <Badge tone="off" icon="mute">silenced, {alert.severity}</Badge>;
  if (alert.overSince) return <Badge tone="info" icon="clock">{alert.severity}, is over</Badge>;
  return <Badge tone={toneOfSeverity(alert.severity)}>{alert.severity}</Badge>;
}
