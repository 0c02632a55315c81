import { computed } from '@preact/signals';
import type { NodeEvent } from '../../api/types';
import { link } from '../../app/router';
import { seriesOf } from '../../lib/series';
import { events } from '../../state/store';
import { Ago, Card, Empty, Icon } from '../../ui';

const SHOWN_MAX = 12;
const ICONS = { info: 'dot', warn: 'warn', error: 'bad' } as const;
const SPOKEN = { info: '', warn: 'Warning: ', error: 'Trouble: ' } as const;

/** The latest of each series, the last one first: one breaker that flaps does not push everything else away. */
const latest = computed(() =>
  seriesOf(events.value, (event) => `${event.name} ${event.text}`)
    .sort((a, b) => b.last.seq - a.last.seq)
    .slice(0, SHOWN_MAX));

/** What changed last: the latest events of the node. */
export function Changes() {
  return (
    <Card title="What changed last" aside={<a href={link('alerts', ['incidents'])}>Incidents</a>}>
      {latest.value.length === 0 && <Empty title="Nothing has happened yet." />}
      <ol class="changes">{latest.value.map(({ first, last, times }) => <Change key={first.seq} event={last} times={times} />)}</ol>
    </Card>
  );
}

function Change({ event, times }: { event: NodeEvent; times: number }) {
  return (
    <li class={event.level}>
      <Icon name={ICONS[event.level]} size={14} />
      <span class="what"><span class="unseen">{SPOKEN[event.level]}</span>{event.text}{times > 1 && <span class="muted"> · {times} times</span>}</span>
      <span class="when muted"><Ago at={event.at} /></span>
    </li>
  );
}
