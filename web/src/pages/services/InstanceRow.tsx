import type { ComponentChildren } from 'preact';
import { link, place } from '../../app/router';
import { count, ms, percent, rate } from '../../lib/format';
import { operates } from '../../state/session';
import { instances, live } from '../../state/store';
import { BreakerMark, Button, InstanceStateMark, Since } from '../../ui';
import { ask, atHand } from './actions';

/** A value of a row; the title names it on a phone and to a screen reader. */
export function Cell({ name, children, class: extra = '' }: { name: string; children?: ComponentChildren; class?: string }) {
  return <div role="cell" class={`cell ${extra}`} data-title={name}>{children}</div>;
}

/** One instance: what it is, how it does, and why it is or is not used. Renders alone when it changes. */
export function InstanceRow({ id, service }: { id: string; service: string }) {
  const facts = instances.get(id);
  if (!facts) return null;
  const quiet = facts.breaker.mode === 'automatic' && facts.breaker.state === 'closed';
  return (
    <>
      <Cell name="Instance" class="name">
        <a href={link('services', [service, facts.id], place.value.query)}>{facts.id}</a>
        <span class="muted">{facts.zone}{facts.standby ? ' standby' : ''}</span>
      </Cell>
      <Cell name="State" class="state-cell">
        <InstanceStateMark state={facts.state} />
        <span class="muted"><Since at={facts.since} /></span>
      </Cell>
      <Cell name="Breaker" class={quiet ? 'quiet' : ''}><BreakerMark state={facts.breaker.state} /></Cell>
      <Cell name="Weight" class="number weight">{facts.weight}</Cell>
      <LiveCells id={id} />
      {operates.value && (
        <div role="cell" class="cell actions">
          {atHand(facts).map((action, slot) => (
            <Button key={slot} small label={`${action.name} ${facts.id}`} title={action.says} onClick={() => ask(service, facts, action)}>{action.name}</Button>
          ))}
        </div>
      )}
      {facts.why && <div role="cell" class="why" title={facts.why}>{facts.why}</div>}
    </>
  );
}

/** The numbers that change every second, apart from the rest, so that only they render. */
function LiveCells({ id }: { id: string }) {
  const [inFlight, perSecond, errors, p50, p99] = live.get(id) ?? [0, 0, 0, 0, 0];
  const tone = errors >= 0.05 ? 'text-bad' : errors > 0.005 ? 'text-warn' : '';
  return (
    <>
      <Cell name="In flight" class="number">{count(inFlight)}</Cell>
      <Cell name="Rate" class="number">{rate(perSecond)}</Cell>
      <Cell name="Errors" class={`number ${tone}`}>{perSecond > 0 || errors > 0 ? percent(errors) : '–'}</Cell>
      <Cell name="p50" class="number">{ms(p50)}</Cell>
      <Cell name="p99" class="number">{ms(p99)}</Cell>
    </>
  );
}
