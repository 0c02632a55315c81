import { useRef, useState } from 'preact/hooks';
import { send } from '../../api/client';
import type { Incident, IncidentSummary } from '../../api/types';
import { go, link } from '../../app/router';
import { duration, plural } from '../../lib/format';
import { narrow } from '../../lib/media';
import { operates } from '../../state/session';
import { incidents, loaded } from '../../state/store';
import { Ago, Badge, Button, Card, Empty, toneOfSeverity } from '../../ui';
import { IncidentView } from './IncidentView';
import { TextDialog } from './TextDialog';

/** The list, open ones first and of those the latest; beside it the chosen one. */
export function IncidentsTab({ chosen }: { chosen: string }) {
  const [adding, setAdding] = useState(false);
  const all = incidents.all.sort((a, b) => Number(a.state === 'closed') - Number(b.state === 'closed') || b.openedAt.localeCompare(a.openedAt));
  // As with alerts: a new one does not take the place of the one that is read.
  const first = useRef('');
  first.current = incidents.peek(first.current) ? first.current : all[0]?.id ?? '';
  const shown = chosen || (narrow.value ? '' : first.current);
  if (!loaded.value) return <Empty icon="clock" title="Waiting for the node…" />;
  const open = async (title: string) => {
    const incident = await send<Incident>('POST', '/api/v1/incidents', { title });
    if (incident) go(link('alerts', ['incidents', incident.id]));
  };
  return (
    <div class={`split${chosen ? ' chosen' : ''}`}>
      <div class="list">
        <Card title="Incidents" aside={operates.value && <Button small onClick={() => setAdding(true)}>Open one…</Button>}>
          {all.length === 0 && <Empty icon="ok" title="There was none.">An alert that fires opens one by itself.</Empty>}
          <ul class="picks">{all.map((incident) => <li key={incident.id}><IncidentPick incident={incident} current={incident.id === shown} /></li>)}</ul>
        </Card>
      </div>
      <div class="details">
        {chosen && <p class="back"><a href={link('alerts', ['incidents'])}>‹ All incidents</a></p>}
        {shown && <IncidentView key={shown} id={shown} />}
      </div>
      {adding && <TextDialog title="Open an incident" label="Title" action="Open" placeholder="What is wrong, in a few words" short onClose={() => setAdding(false)} run={open} />}
    </div>
  );
}

function IncidentPick({ incident, current }: { incident: IncidentSummary; current: boolean }) {
  return (
    <a class={`pick ${incident.state}`} href={link('alerts', ['incidents', incident.id])} aria-current={current ? 'true' : undefined}>
      <span class="row">
        <IncidentBadge incident={incident} />
        <span class="spring" />
        <span class="muted small"><Ago at={incident.openedAt} /></span>
      </span>
      <strong>{incident.title}</strong>
      <span class="muted small">
        {incident.closedAt && `lasted ${duration(Date.parse(incident.closedAt) - Date.parse(incident.openedAt))}, `}
        {incident.alerts > 0 && `${plural(incident.alerts, 'alert')} firing, `}{plural(incident.entries, 'entry', 'entries')}
      </span>
    </a>
  );
}

/** Whether an incident goes on, in icon and words. */
export function IncidentBadge({ incident }: { incident: Pick<IncidentSummary, 'state' | 'severity'> }) {
  if (incident.state === 'closed') return <Badge tone="ok">closed</Badge>;
  return <Badge tone={toneOfSeverity(incident.severity)}>open, {incident.severity}</Badge>;
}
