import { useState } from 'preact/hooks';
import type { TimelineEntry } from '../../api/types';
import { Clock, Empty, Icon, type IconName } from '../../ui';

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
const SHOWN_MAX = 200;

/** What happened, in the order in which it did. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const [all, setAll] = useState(false);
  if (entries.length === 0) return <Empty title="Nothing is recorded yet." />;
  const hidden = all ? 0 : Math.max(0, entries.length - SHOWN_MAX);
  return (
    <>
      {hidden > 0 && <p class="body"><button class="button small" type="button" onClick={() => setAll(true)}>Show {hidden} earlier entries</button></p>}
      <ol class="timeline">
        {entries.slice(hidden).map((entry, i) => {
          const [icon, word] = KINDS[entry.kind] ?? ['dot', entry.kind];
          return (
            <li key={`${hidden + i} ${entry.at}`} class={entry.kind}>
              <Clock at={entry.at} />
              <span class="mark"><Icon name={icon} size={14} /></span>
              <div>
                <span class="kind">{word}{entry.by && ` by ${entry.by}`}</span>
                <p>{entry.text}</p>
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}
