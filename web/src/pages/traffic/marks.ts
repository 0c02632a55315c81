import type { NodeEvent } from '../../api/types';

/** The kinds of marks, each with a letter for the chart: colour alone would say nothing to many. */
export type MarkKind = 'reload' | 'breaker' | 'flag' | 'drain' | 'alert' | 'trouble' | 'recovery';

export const MARK_KINDS: readonly { kind: MarkKind; letter: string; title: string }[] = [
  { kind: 'reload', letter: 'R', title: 'Reload' },
  { kind: 'breaker', letter: 'B', title: 'Breaker' },
  { kind: 'flag', letter: 'F', title: 'Flag' },
  { kind: 'drain', letter: 'D', title: 'Drain, eject' },
  { kind: 'alert', letter: 'A', title: 'Alert' },
  { kind: 'trouble', letter: 'T', title: 'Trouble' },
  { kind: 'recovery', letter: '↑', title: 'Recovery' },
];

/** One mark on a chart. */
export interface Mark {
  seq: number;
  /** Unix time in seconds. */
  at: number;
  kind: MarkKind;
  letter: string;
  level: string;
  text: string;
  /** How often it happened within a short time: only the first of a series is marked. */
  times: number;
}

/** The same again within so many seconds belongs to the series. */
const SERIES_SECONDS = 30;

const LETTERS = new Map(MARK_KINDS.map((one) => [one.kind, one.letter]));

/** The kind of an event; null when it is not one to mark. */
export function kindOf(event: Pick<NodeEvent, 'name' | 'text'>): MarkKind | null {
  const { name, text } = event;
  if (/^(alert-firing|alert-resolved)$/.test(name)) return 'alert';
  if (/^(reload-(accepted|refused|failed|error)|configuration-(followed|refused|in-force)|rollout-)/.test(name)) return 'reload';
  if (/^flag-/.test(name)) return 'flag';
  if (name === 'audit') return 'drain';
  if (/^instance-/.test(name)) {
    // On trial is a step in between: open and closed are told.
    if (/breaker/i.test(text)) return name === 'instance-change' ? null : name === 'instance-recovery' ? 'recovery' : 'breaker';
    if (/drain|eject/i.test(text)) return 'drain';
    return name === 'instance-recovery' ? 'recovery' : name === 'instance-trouble' ? 'trouble' : null;
  }
  if (/^(node-overloaded|store-lost|durable-store-unavailable|process-ended|poison-request)$/.test(name)) return 'trouble';
  if (/^(node-relieved|store-connected|durable-store-back)$/.test(name)) return 'recovery';
  return null;
}

/** The marks of a time, oldest first. An event that names another service or route than the one that is shown is left out. */
export function marksOf(
  events: readonly NodeEvent[],
  fromSeconds: number,
  scope: { route: string | null; service: string | null },
  hidden: ReadonlySet<MarkKind>,
): Mark[] {
  const found: Mark[] = [];
  const series = new Map<string, { mark: Mark; last: number }>();
  for (const event of events) {
    const kind = kindOf(event);
    if (!kind || hidden.has(kind)) continue;
    const at = Date.parse(event.at) / 1000;
    if (!(at >= fromSeconds)) continue;
    if (scope.route && event.labels['route'] && event.labels['route'] !== scope.route) continue;
    if (scope.service && event.labels['service'] && event.labels['service'] !== scope.service) continue;
    // Breakers and checks tell other figures each time; drained and undrained are two things.
    const key = `${kind} ${event.name} ${event.labels['service']} ${event.labels['instance']} ${event.labels['instance'] && kind !== 'drain' ? '' : event.text}`;
    const running = series.get(key);
    if (running && at - running.last <= SERIES_SECONDS) {
      running.mark.times++;
      running.last = at;
      continue;
    }
    const mark = { seq: event.seq, at, kind, letter: LETTERS.get(kind)!, level: event.level, text: event.text, times: 1 };
    series.set(key, { mark, last: at });
    found.push(mark);
  }
  return found.sort((a, b) => a.at - b.at || a.seq - b.seq);
}

/** Says that a mark stands for several: " and 3 times more"; empty for a single one. */
export function more(mark: Mark): string {
  return mark.times > 1 ? ` and ${mark.times === 2 ? 'once' : `${mark.times - 1} times`} more` : '';
}

/** The marks within so many seconds of a time. */
export function marksNear(marks: readonly Mark[], at: number, seconds: number): Mark[] {
  return marks.filter((mark) => Math.abs(mark.at - at) <= seconds);
}
