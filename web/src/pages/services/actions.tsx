import type { ComponentChildren } from 'preact';
import { path, send } from '../../api/client';
import type { InstanceFacts, InstanceStatus } from '../../api/types';
import { plural } from '../../lib/format';
import { health, isUsable } from '../../state/health';
import { confirm, toast } from '../../ui';

export interface Action {
  id: 'drain' | 'undrain' | 'eject' | 'restore' | 'breaker/open' | 'breaker/closed' | 'breaker/auto';
  /** On the button. */
  name: string;
  danger?: boolean;
  /** What will happen. */
  says: string;
  /** What the result is called. */
  done: string;
}

const DRAIN: Action = { id: 'drain', name: 'Drain', danger: true, says: 'It gets no new requests; those under way may finish. It stays out until somebody undrains it.', done: 'drained' };
const UNDRAIN: Action = { id: 'undrain', name: 'Undrain', says: 'It takes traffic again at once, rising over its slow start if it has one.', done: 'undrained' };
const EJECT: Action = { id: 'eject', name: 'Eject', danger: true, says: 'It is taken out as if it had failed, and comes back by itself when its ejection is over.', done: 'ejected' };
const RESTORE: Action = { id: 'restore', name: 'Restore', says: 'Its ejection ends now. If it still fails, it is ejected again.', done: 'restored' };
const OPEN: Action = { id: 'breaker/open', name: 'Hold open', danger: true, says: 'Its breaker lets nothing through, whatever happens, until somebody gives it back to automatic.', done: 'its breaker is held open' };
const CLOSED: Action = { id: 'breaker/closed', name: 'Hold closed', danger: true, says: 'Its breaker lets everything through, even when every request fails, until somebody gives it back to automatic.', done: 'its breaker is held closed' };
const AUTO: Action = { id: 'breaker/auto', name: 'Automatic', says: 'Its breaker opens and closes again by what it measures.', done: 'its breaker is automatic' };

/** The two that are at hand in a row. */
export function atHand(facts: InstanceFacts): Action[] {
  return [facts.state === 'drained' ? UNDRAIN : DRAIN, facts.state === 'ejected' ? RESTORE : EJECT];
}

/** Those of the breaker that would change something. */
export function breakerActions(facts: InstanceFacts): Action[] {
  const { mode } = facts.breaker;
  return [mode !== 'open' && OPEN, mode !== 'closed' && CLOSED, mode !== 'automatic' && AUTO].filter((one): one is Action => !!one);
}

/** Asks, does it, and says where it holds. */
export function ask(service: string, facts: InstanceFacts, action: Action): void {
  confirm({
    title: `${action.name} ${facts.id}?`,
    action: `${action.name} ${facts.id}`,
    danger: action.danger ?? false,
    what: (
      <>
        <p>{action.says}</p>
        {action.danger && action.id !== 'breaker/closed' && <Rest service={service} facts={facts} />}
        <p class="muted">On all nodes of the system. Your name and this change go into the log.</p>
      </>
    ),
    run: async () => {
      const after = await send<InstanceStatus>('POST', path`/api/v1/services/${service}/instances/${facts.id}/` + action.id);
      toast(`${facts.id}: ${action.done}${after?.reach === 'here-for-now' ? ' on this node; the others follow when the store is back' : ''}.`);
    },
  });
}

/** Who carries the traffic afterwards. */
function Rest({ service, facts }: { service: string; facts: InstanceFacts }): ComponentChildren {
  const of = health.value.get(service);
  if (!of) return null;
  const rest = of.usable - (isUsable(facts) ? 1 : 0);
  if (rest > 0) return <p>{plural(rest, 'other instance')} of {service} {rest === 1 ? 'takes' : 'take'} the traffic.</p>;
  return <p><strong>No other instance of {service} takes traffic: after this, its requests fail</strong> unless a fallback or a cached answer stands in.</p>;
}
