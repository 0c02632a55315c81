import type { AlertList } from '../../api/types';
import { count, plural } from '../../lib/format';
import { useFetch } from '../../lib/useFetch';
import { alerts } from '../../state/store';
import { Card, Empty, State } from '../../ui';

/** Who is told, and whether it works. Not part of the stream: asked for when the alerts change. */
export function Receivers() {
  const { value, problem, loading } = useFetch<AlertList>('/api/v1/alerts', alerts.version);
  const receivers = value?.receivers ?? [];
  return (
    <Card title="Who is told">
      {problem && <p class="body text-bad">{problem}</p>}
      {!loading && !problem && receivers.length === 0 && <Empty icon="mute" title="Nobody.">Add a webhook under <code>notify</code> in the system file.</Empty>}
      <ul class="receivers">
        {receivers.map((receiver) => (
          <li key={receiver.name}>
            <span class="row">
              <strong>{receiver.name}</strong>
              <span class="spring" />
              <State tone={receiver.problem ? 'bad' : 'ok'}>{receiver.problem ? 'not reached' : 'reached'}</State>
            </span>
            <span class="muted small">{receiver.host}; {plural(receiver.delivered, 'message')} delivered, {count(receiver.failed)} tries failed</span>
            {receiver.problem && <span class="small text-bad">{receiver.problem}</span>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
