import { Button, Card, Empty } from '../../ui';
import { clock } from './Chart';
import { MARK_KINDS, more, type Mark, type MarkKind } from './marks';

interface Props {
  marks: readonly Mark[];
  minutes: number;
  hidden: ReadonlySet<MarkKind>;
  onHide: (hidden: ReadonlySet<MarkKind>) => void;
  /** The mark to make strong on the charts; null for none. */
  onPoint: (seq: number | null) => void;
}

const SHOWN_MAX = 100;

/** What is marked on the charts, the last one first. Pointing at one, or reaching it by Tab, makes its mark strong. */
export function EventList({ marks, minutes, hidden, onHide, onPoint }: Props) {
  const toggle = (kind: MarkKind) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    onHide(next);
  };
  return (
    <Card
      title="Events on the charts"
      aside={
        <div class="row" role="group" aria-label="Kinds of events">
          {MARK_KINDS.map(({ kind, letter, title }) => (
            <Button key={kind} small pressed={!hidden.has(kind)} onClick={() => toggle(kind)}><b class="mark-letter" aria-hidden="true">{letter}</b>{title}</Button>
          ))}
        </div>
      }
    >
      {marks.length === 0
        ? <Empty title={`Nothing has happened in the last ${minutes} minutes`}>Reloads, breakers, flags, drains and alerts appear here and on the charts.</Empty>
        : (
          <ol class="events" aria-label="Events on the charts, the last one first">
            {marks.slice(-SHOWN_MAX).reverse().map((mark) => (
              <li key={mark.seq} tabIndex={0} onFocus={() => onPoint(mark.seq)} onBlur={() => onPoint(null)} onMouseEnter={() => onPoint(mark.seq)} onMouseLeave={() => onPoint(null)}>
                <b class={`mark-letter ${mark.level === 'info' ? '' : 'is-warn'}`} aria-hidden="true">{mark.letter}</b>
                <span class="unseen">{MARK_KINDS.find(({ kind }) => kind === mark.kind)?.title}: </span>
                <time class="numbers" dateTime={new Date(mark.at * 1000).toISOString()}>{clock(mark.at)}</time>
                <span>{mark.text}<span class="muted">{more(mark)}</span></span>
              </li>
            ))}
          </ol>
        )}
    </Card>
  );
}
