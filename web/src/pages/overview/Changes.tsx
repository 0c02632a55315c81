import { computed } from '@preact/signals';
import type { NodeEvent } from '../../api/types';
import { link } from '../../app/router';
import { events } from '../../state/store';
import { Ago, Card, Empty, Icon } from '../../ui';

const SHOWN_MAX = 12;
const ICONS = { info: 'dot', warn: 'warn', error: 'bad' } as const;
const SPOKEN = { info: '', warn: 'Warning: ', error: 'Trouble: ' } as const;

const latest = computed(() => events.value.slice(-SHOWN_MAX).reverse());

/** What changed last: the latest events of the node. */
export function Changes() {
  return (
    <Card title="What changed last" aside={<a href={link('alerts', ['incidents'])}>Incidents</a>}>
      {latest.value.length === 0 && <Empty title="Nothing has happened yet." />}
      <ol class="changes">{latest.value.map((event) => <Change key={event.seq} event={event} />)}</ol>
    </Card>
  );
}

function Change({ event }: { event: NodeEvent }) {
  return (
    <li class={event.level}>
      <Icon name={ICONS[event.level]} size={14} />
      <span class="what"><span class="unseen">{SPOKEN[event.level]}</span>{event.text}</span>
      <span class="when muted"><Ago at={event.at} /></span>
    </li>
  );
}
