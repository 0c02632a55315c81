import { link } from '../../app/router';
import { useFetch } from '../../lib/useFetch';
import { Card, Empty } from '../../ui';
import { RunbookPanel } from './RunbookPanel';

/** All runbooks of the node, to read in quiet times. */
export function RunbooksTab({ chosen }: { chosen: string }) {
  const { value, problem, loading } = useFetch<{ runbooks: { name: string; title: string }[] }>('/api/v1/runbooks');
  return (
    <div class={`split${chosen ? ' chosen' : ''}`}>
      <div class="list">
        <Card title="Runbooks">
          {problem && <p class="body text-bad">{problem}</p>}
          {loading && <p class="body muted" aria-busy="true">Fetching…</p>}
          <ul class="picks">
            {value?.runbooks.map((runbook) => (
              <li key={runbook.name}><a class="pick" href={link('alerts', ['runbooks', runbook.name])} aria-current={runbook.name === chosen ? 'true' : undefined}><strong>{runbook.title}</strong></a></li>
            ))}
          </ul>
        </Card>
      </div>
      <div class="details">
        {chosen && <p class="back"><a href={link('alerts', ['runbooks'])}>‹ All runbooks</a></p>}
        {chosen ? <RunbookPanel key={chosen} name={chosen} /> : <Card><Empty icon="note" title="Choose a runbook.">It is shown beside an alert by itself when the alert fires.</Empty></Card>}
      </div>
    </div>
  );
}
