import { useState } from 'preact/hooks';
import { getText, messageOf, path, send } from '../../api/client';
import type { AlertStatus, Incident } from '../../api/types';
import { link } from '../../app/router';
import { copy, download } from '../../lib/clipboard';
import { useFetch } from '../../lib/useFetch';
import { runbookOf } from '../../state/alerts';
import { operates } from '../../state/session';
import { incidents } from '../../state/store';
import { Button, Card, Clock, confirm, Empty, Icon, Since, toast } from '../../ui';
import { AlertBadge } from './AlertsTab';
import { IncidentBadge } from './IncidentsTab';
import { RunbookPanel } from './RunbookPanel';
import { TextDialog } from './TextDialog';
import { Impact } from './Impact';
import { Timeline } from './Timeline';

/** One incident: what happened when, what was done, and what comes of it. Asked for again when its summary in the stream changes. */
export function IncidentView({ id }: { id: string }) {
  const [noting, setNoting] = useState(false);
  const [changes, setChanges] = useState(0);
  const summary = incidents.get(id);
  const { value, problem, loading } = useFetch<Incident>(path`/api/v1/incidents/${id}`, `${changes} ${JSON.stringify(summary)}`);
  if (!value) return <Card>{loading ? <Empty icon="clock" title="Fetching the incident…" /> : <Empty icon="bad" title="The incident cannot be shown.">{problem}</Empty>}</Card>;
  const note = async (text: string) => {
    await send('POST', path`/api/v1/incidents/${id}/notes`, { text });
    setChanges(changes + 1);
  };
  return (
    <div class="stack">
      {problem && <p class="problem" role="alert"><Icon name="bad" /> What is shown is not the newest. {problem}</p>}
      <Card title={<span class="row"><IncidentBadge incident={value} /> {value.title}</span>}>
        <div class="body stack">
          <p>
            Opened <Clock at={value.openedAt} />{value.closedAt ? <>, closed <Clock at={value.closedAt} /></> : <>, <Since at={value.openedAt} /> so far</>}.
            {value.services.length > 0 && <> About {value.services.map((service, i) => <span key={service}>{i > 0 && ', '}<a href={link('services', [], { q: service })}>{service}</a></span>)}.</>}
          </p>
          <AlertLinks alerts={value.alerts} />
          <div class="row">
            {operates.value && <Button icon="note" onClick={() => setNoting(true)}>Add a note…</Button>}
            {operates.value && <StateButton incident={value} changed={() => setChanges(changes + 1)} />}
            <Button icon="copy" onClick={() => void postMortem(value, 'copy')}>Copy post-mortem</Button>
            <Button onClick={() => void postMortem(value, 'file')}>Download it</Button>
          </div>
        </div>
      </Card>
      <Impact impact={value.impact ?? []} />
      <Timeline entries={value.timeline} leftOut={value.leftOut ?? 0} />
      {value.state === 'open' && <Runbooks incident={value} />}
      {noting && <TextDialog title="Add a note" label="Note" action="Add" placeholder="What you saw, did, or decided" onClose={() => setNoting(false)} run={note} />}
    </div>
  );
}

function AlertLinks({ alerts }: { alerts: AlertStatus[] }) {
  if (alerts.length === 0) return null;
  return <div class="row">{alerts.map((alert) => <a key={alert.fingerprint} class="alert-link" href={link('alerts', [alert.fingerprint])}><AlertBadge alert={alert} /><span>{alert.name}</span></a>)}</div>;
}

/** The runbooks of what still fires, so that steps are at hand and recorded here. */
function Runbooks({ incident }: { incident: Incident }) {
  const first = new Map<string, AlertStatus>();
  for (const alert of incident.alerts) {
    const name = runbookOf(alert.runbook);
    if (name && alert.state === 'firing' && !first.has(name)) first.set(name, alert);
  }
  return <>{[...first].map(([name, alert]) => <RunbookPanel key={name} name={name} address={alert.runbook} labels={alert.labels} incident={incident.id} />)}</>;
}

function StateButton({ incident, changed }: { incident: Incident; changed: () => void }) {
  const closes = incident.state === 'open';
  const firing = incident.alerts.filter((alert) => alert.state === 'firing').length;
  const ask = () => confirm({
    title: closes ? 'Close this incident?' : 'Open this incident again?',
    action: closes ? 'Close incident' : 'Reopen incident',
    what: <p>{closes ? firing > 0 ? `${firing} of its alerts still fire. They stay as they are; only this record ends.` : 'Its record ends here. It can be opened again.' : 'What happens from now on is written into it again.'}</p>,
    run: async () => {
      await send('POST', path`/api/v1/incidents/${incident.id}/` + (closes ? 'close' : 'reopen'));
      changed();
    },
  });
  return <Button icon={closes ? 'ok' : 'reload'} onClick={ask}>{closes ? 'Close' : 'Reopen'}</Button>;
}

async function postMortem(incident: Incident, to: 'copy' | 'file'): Promise<void> {
  try {
    const text = await getText(path`/api/v1/incidents/${incident.id}` + '?format=markdown', 'text/markdown');
    if (to === 'copy') await copy(text, 'the draft of the post-mortem');
    else download(`post-mortem-${incident.id}.md`, text, 'text/markdown');
  } catch (error) {
    toast(messageOf(error), 'bad');
  }
}
