import { go, link, place } from '../../app/router';
import { count, ms, percent, rate, words } from '../../lib/format';
import { operates } from '../../state/session';
import { instanceKey, instances, live } from '../../state/store';
import { BreakerMark, Button, Clock, Dialog, Empty, Fact, InstanceStateMark, Since } from '../../ui';
import { ask, atHand, breakerActions, type Action } from './actions';

/** All about one instance, and for operators all that can be done with it. */
export function InstanceDialog({ service, id }: { service: string; id: string }) {
  const key = instanceKey(service, id);
  const facts = instances.get(key);
  const close = () => go(link('services', [], place.value.query));
  if (!facts) return <Dialog title={id} onClose={close}><Empty title="There is no such instance.">The service {service} has none of that name any more.</Empty></Dialog>;
  const [inFlight, perSecond, errors, p50, p99] = live.get(key) ?? [0, 0, 0, 0, 0];
  return (
    <Dialog title={`${service} / ${id}`} onClose={close} wide>
      <div class="instance">
        <dl>
          <Fact name="State"><InstanceStateMark state={facts.state} /> for <Since at={facts.since} /></Fact>
          {facts.why && <Fact name="Why">{facts.why}</Fact>}
          <Fact name="Address"><code>{facts.url}</code></Fact>
          <Fact name="Zone">{facts.zone ?? 'none'}</Fact>
          <Fact name="Weight">{facts.weight}{facts.standby ? ', standby: only when no other can serve' : ''}</Fact>
          <Fact name="Health check">{facts.checkPassing === null ? 'none, or no result yet' : facts.checkPassing ? 'passes' : 'fails'}</Fact>
          <Fact name="Ejections">{count(facts.ejections)}</Fact>
        </dl>
        <dl>
          <Fact name="Breaker"><BreakerMark state={facts.breaker.state} /> since <Clock at={facts.breaker.since} /></Fact>
          <Fact name="In flight">{count(inFlight)}</Fact>
          <Fact name="Rate">{rate(perSecond)}</Fact>
          <Fact name="Errors">{perSecond > 0 || errors > 0 ? percent(errors) : 'no requests'}</Fact>
          <Fact name="p50, p99">{ms(p50)}, {ms(p99)}</Fact>
          {facts.process && <Fact name="Process">{words(facts.process.state)}{facts.process.pid !== null && `, pid ${facts.process.pid}`}, {count(facts.process.restarts)} restarts</Fact>}
          {facts.process?.lastExit && <Fact name="Last end">{facts.process.lastExit}</Fact>}
        </dl>
      </div>
      {operates.value && (
        <ul class="action-list">
          {[...atHand(facts), ...breakerActions(facts)].map((action) => <ActionLine key={action.id} action={action} run={() => ask(service, facts, action)} />)}
        </ul>
      )}
    </Dialog>
  );
}

function ActionLine({ action, run }: { action: Action; run: () => void }) {
  return (
    <li>
      <Button small onClick={run}>{action.id.startsWith('breaker') ? `Breaker: ${action.name.toLowerCase()}` : action.name}</Button>
      <span class="muted">{action.says}</span>
    </li>
  );
}
