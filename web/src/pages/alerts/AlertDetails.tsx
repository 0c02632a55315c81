import { useState } from 'preact/hooks';
import type { AlertStatus } from '../../api/types';
import { link } from '../../app/router';
import { runbookOf } from '../../state/alerts';
import { operates } from '../../state/session';
import { silences } from '../../state/store';
import { Button, Card, Clock, Fact, Icon, Since, Until } from '../../ui';
import { AlertBadge } from './AlertsTab';
import { RunbookPanel } from './RunbookPanel';
import { SilenceDialog } from './SilenceDialog';

/** One alert with its runbook beside it. */
export function AlertDetails({ alert }: { alert: AlertStatus }) {
  const [silencing, setSilencing] = useState(false);
  const service = alert.labels['service'];
  return (
    <div class="beside">
      <Card title={<span class="row"><AlertBadge alert={alert} /> {alert.name}</span>} aside={operates.value && !alert.silencedBy && alert.state !== 'resolved' && <Button small icon="mute" onClick={() => setSilencing(true)}>Silence…</Button>}>
        <div class="body stack">
          {alert.annotations['summary'] && <p class="summary">{alert.annotations['summary']}</p>}
          {alert.annotations['description'] && alert.annotations['description'] !== alert.annotations['summary'] && <p>{alert.annotations['description']}</p>}
          <Silenced alert={alert} />
          <dl class="facts">
            {alert.value !== null && <Fact name="Value"><strong>{alert.value}</strong></Fact>}
            <Fact name="Rule"><code>{alert.expression}</code></Fact>
            <Times alert={alert} />
            {service && <Fact name="Service"><a href={link('services', [], { q: service })}>{service}</a></Fact>}
          </dl>
          <Labels labels={alert.labels} />
        </div>
      </Card>
      <RunbookPanel name={runbookOf(alert.runbook)} address={alert.runbook} labels={alert.labels} />
      {silencing && <SilenceDialog alert={alert} onClose={() => setSilencing(false)} />}
    </div>
  );
}

function Times({ alert }: { alert: AlertStatus }) {
  return (
    <>
      <Fact name="So since"><Clock at={alert.activeAt} /> (<Since at={alert.activeAt} />)</Fact>
      {alert.startsAt && <Fact name="Fires since"><Clock at={alert.startsAt} /></Fact>}
      {alert.overSince && <Fact name="Over since"><Clock at={alert.overSince} />; it ends when that has lasted</Fact>}
      {alert.endsAt && <Fact name="Resolved"><Clock at={alert.endsAt} /></Fact>}
    </>
  );
}

function Silenced({ alert }: { alert: AlertStatus }) {
  if (!alert.silencedBy) return null;
  const silence = silences.get(alert.silencedBy);
  return (
    <p class="notice row">
      <Icon name="mute" />
      <span>Nobody is told.{silence && <> {silence.createdBy} silenced it: “{silence.comment || 'no comment'}”. Ends <Until at={silence.endsAt} />.</>} <a href={link('alerts', ['silences'])}>Silences</a></span>
    </p>
  );
}

/** Labels as pairs. */
export function Labels({ labels }: { labels: Record<string, string> }) {
  return <ul class="labels" aria-label="Labels">{Object.entries(labels).map(([name, value]) => <li key={name}><span class="muted">{name}</span> {value}</li>)}</ul>;
}
