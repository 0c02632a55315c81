import { link } from '../../app/router';
import { plural } from '../../lib/format';
import { troubles } from '../../state/picture';
import type { Trouble } from '../../state/trouble';
import { Badge, Card, Empty, Icon, Since } from '../../ui';

const SHOWN_MAX = 8;

/** What is wrong, the worst first. */
export function Troubles() {
  const all = troubles.value;
  const rest = all.length - SHOWN_MAX;
  return (
    <Card title="Trouble" aside={all.length > 0 ? plural(all.length, 'trouble') : undefined}>
      {all.length === 0 && <Empty icon="ok" title="Nothing is wrong.">What goes wrong appears here with what Perdure does about it and whom it hurts.</Empty>}
      <ul class="troubles">{all.slice(0, SHOWN_MAX).map((trouble) => <TroubleItem key={trouble.key} trouble={trouble} />)}</ul>
      {rest > 0 && <p class="more"><a href={link('services', [], { state: 'trouble' })}>{plural(rest, 'more trouble')}</a></p>}
    </Card>
  );
}

function TroubleItem({ trouble }: { trouble: Trouble }) {
  return (
    <li class={`trouble ${trouble.over ? 'over' : trouble.level}`}>
      <div class="trouble-head">
        <Icon name={trouble.over ? 'ok' : trouble.level} size={18} />
        <h3>{trouble.service === null ? trouble.title : <a href={link('services', [], { q: trouble.service })}>{trouble.title}</a>}</h3>
        {trouble.since && <span class="muted nowrap"><Since at={trouble.since} /></span>}
      </div>
      <dl>
        {trouble.over && <><dt>Now</dt><dd><Icon name="ok" size={13} /> Over for <Since at={trouble.over.since} />. {trouble.over.says}</dd></>}
        {trouble.what && <><dt>{trouble.over ? 'Was' : 'Known'}</dt><dd>{trouble.what}</dd></>}
        {trouble.doing.length > 0 && <><dt>Perdure</dt><dd><ul>{trouble.doing.map((text) => <li key={text}>{text}.</li>)}</ul></dd></>}
        {trouble.hurts && <><dt>Hurts</dt><dd>{trouble.hurts}</dd></>}
        {trouble.alerts.length > 0 && (
          <>
            <dt>To do</dt>
            <dd class="row">
              {trouble.alerts.map((alert) => (
                <a key={alert.fingerprint} class="alert-link" href={link('alerts', [alert.fingerprint])}>
                  <Badge tone={alert.silencedBy ? 'off' : alert.severity === 'critical' ? 'bad' : 'warn'} icon={alert.silencedBy ? 'mute' : 'bell'}>{alert.name}</Badge>
                  {alert.runbook && <span>runbook</span>}
                </a>
              ))}
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}
