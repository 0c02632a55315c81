import type { AlertStatus } from '../api/types';
import { listing, plural } from '../lib/format';
import type { ServiceHealth } from './health';
import type { Trouble } from './trouble';

export interface Verdict { level: 'ok' | 'warn' | 'bad'; answer: string; because: string }

/** Answers "is it well?" in one sentence. */
export function verdictOf(nodeState: string, health: readonly ServiceHealth[], alerts: readonly AlertStatus[], troubles: readonly Trouble[]): Verdict {
  if (nodeState !== 'ready') return { level: 'warn', answer: 'Not in service.', because: `This node is ${nodeState.replace('-', ' ')}${nodeState === 'draining' ? ': it finishes what it has and takes nothing new' : ''}.` };
  const bad = troubles.filter((trouble) => trouble.level === 'bad');
  const silenced = alerts.filter((alert) => alert.state === 'firing' && alert.silencedBy).length;
  const aside = silenced > 0 ? ` ${plural(silenced, 'alert')} ${silenced === 1 ? 'is' : 'are'} silenced.` : '';
  const over = troubles.filter((trouble) => trouble.over !== null);
  if (bad.length > 0) {
    const down = health.filter((one) => one.level === 'bad').map((one) => one.name);
    const because = down.length > 0
      ? `${listing(down, 4)} ${down.length === 1 ? 'takes' : 'take'} no traffic${bad.length > down.length ? `, and there is ${bad.length - down.length} more serious trouble` : ''}.`
      : `${bad[0]!.title}${bad.length > 1 ? `, and ${bad.length - 1} more` : ''}.`;
    const hurts = bad[0]!.hurts ? ` ${bad[0]!.hurts}` : '';
    return { level: 'bad', answer: 'No.', because: because + hurts + aside };
  }
  if (troubles.length > 0 && over.length === troubles.length) {
    const alerting = over.reduce((sum, trouble) => sum + trouble.alerts.filter((alert) => !alert.silencedBy).length, 0);
    const still = `${plural(alerting, 'alert')} ${alerting === 1 ? 'has' : 'have'} yet to end.`;
    const names = over.map((trouble) => trouble.service).filter((name) => name !== null);
    return { level: 'warn', answer: 'It recovers.', because: `${names.length > 0 ? `${listing(names, 4)} ${names.length === 1 ? 'is' : 'are'} well again` : 'What was wrong is over'}; ${still}${aside}` };
  }
  if (troubles.length > 0) {
    const failing = troubles.find((trouble) => trouble.failing);
    const out = health.reduce((sum, one) => sum + one.troubled.length, 0);
    const names = health.filter((one) => one.level === 'warn').map((one) => one.name);
    const because = out > 0
      ? `${plural(out, 'instance')} of ${listing(names, 4)} ${out === 1 ? 'is' : 'are'} out of use${failing ? `. ${failing.hurts}` : '; the others carry the traffic.'}`
      : failing && !failing.alerts.length ? failing.hurts : `${troubles[0]!.title}${troubles.length > 1 ? `, and ${troubles.length - 1} more` : ''}.`;
    return { level: 'warn', answer: 'Mostly.', because: because + aside };
  }
  const usable = health.reduce((sum, one) => sum + one.usable, 0);
  const total = health.reduce((sum, one) => sum + one.total, 0);
  const drained = total - usable;
  const all = usable === total ? `All ${plural(total, 'instance')}` : `${usable} of ${plural(total, 'instance')}`;
  return {
    level: 'ok',
    answer: 'Yes.',
    because: total === 0 ? 'There are no services yet.' : `${all} of ${plural(health.length, 'service')} take traffic${drained > 0 ? `, ${drained} drained` : ''}, and no alert fires.${aside}`,
  };
}
