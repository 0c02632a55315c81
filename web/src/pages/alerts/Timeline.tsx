import { useState } from 'preact/hooks';
import { seriesOf } from '../../lib/series';
import type { TimelineEntry } from '../../api/types';
import { Button, Card, Clock, Empty, Icon, type IconName } from '../../ui';

const KINDS: Record<TimelineEntry['kind'], [IconName, string]> = {
  alert: ['bell', 'Alert'],
  event: ['dot', 'Event'],
  reload: ['reload', 'Configuration'],
  flag: ['flag', 'Flag'],
  note: ['note', 'Note'],
  step: ['run', 'Step'],
  action: ['info', 'Change'],
};

/** Above so many entries the oldest are shown only when asked for. */
const SHOWN_MAX = 60;

/** From so many events on, they can be left out. */
const EVENTS_MANY = 10;

interface Props {
  entries: TimelineEntry[];
  /** Entries for which there was no room. */
  leftOut: number;
}

/** What happened, in the order in which it did. */
export function Timeline({ entries: recorded, leftOut }: Props) {
  const [all, setAll] = useState(false);
  const [brief, setBrief] = useState(false);
  const events = recorded.filter((entry) => entry.kind === 'event').length;
  const told = brief ? recorded.filter((entry) => entry.kind !== 'event') : recorded;
  const entries = seriesOf(told, (entry) => (entry.kind === 'event' ? `event ${entry.text}` : `${entry.at} ${entry.kind} ${entry.text} ${entry.by}`));
  const hidden = all ? 0 : Math.max(0, entries.length - SHOWN_MAX);
  const switcher = events >= EVENTS_MANY && <Button small pressed={brief} onClick={() => setBrief(!brief)}>Without {events} events</Button>;
  return (
    <Card title="Time line" aside={<span class="row">{leftOut > 0 && `${leftOut} entries left out`}{switcher}</span>}>
      {entries.length === 0 && <Empty title="Nothing is recorded yet." />}
      {hidden > 0 && <p class="body"><Button small onClick={() => setAll(true)}>Show {hidden} earlier entries</Button></p>}
      <ol class="timeline">
        {entries.slice(hidden).map(({ first: entry, last, times }, i) => {
          const [icon, word] = KINDS[entry.kind] ?? ['dot', entry.kind];
          return (
            <li key={`${hidden + i} ${entry.at}`} class={entry.kind}>
              <Clock at={entry.at} />
              <span class="mark"><Icon name={icon} size={14} /></span>
              <div>
                <span class="kind">{word}{entry.by && ` by ${entry.by}`}</span>
                <p>{entry.text}{times > 1 && <span class="muted"> · {times} times until <Clock at={last.at} /></span>}</p>
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
