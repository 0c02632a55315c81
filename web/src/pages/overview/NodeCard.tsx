import { bytes, count, percent, words } from '../../lib/format';
import { cache, coordination, durability, guard, lastReload, node, totals } from '../../state/store';
import { Ago, Card, Fact, Meter, Since, State } from '../../ui';

/** What this node is and how it stands. */
export function NodeCard() {
  const facts = node.value;
  if (!facts) return null;
  return (
    <Card title={`Node ${facts.node}`} aside={<State tone={facts.state === 'ready' ? 'ok' : 'warn'}>{words(facts.state)}</State>}>
      <dl class="body">
        <Fact name="Version">{facts.version}</Fact>
        <Fact name="Up for"><Since at={facts.startedAt} /></Fact>
        {facts.plan && <Fact name="Configuration">plan {facts.plan.version}, <Ago at={facts.plan.loadedAt} />{lastReload.value?.ok === false && <>{" "}<State tone="warn">last change refused</State></>}</Fact>}
        {totals.value && <Fact name="Requests since the start">{count(totals.value.requests)}, {count(totals.value.failed)} failed, {count(totals.value.retries)} retries</Fact>}
        <Usage />
        {cache.value && <Fact name="Cache">{bytes(cache.value.bytes)} of {bytes(cache.value.bytesMax)}, {count(cache.value.answers)} answers</Fact>}
        <Stores />
      </dl>
    </Card>
  );
}

function Usage() {
  const now = guard.value;
  if (!now) return null;
  return (
    <>
      {now.cpu !== null && <Fact name={`CPU of ${now.cpus}`}><Used name="CPU" share={now.cpu} limit={now.cpuLimit} /></Fact>}
      {now.memory !== null && <Fact name={`Memory of ${bytes(now.memoryBytesMax)}`}><Used name="Memory" share={now.memory} limit={now.memoryLimit} /></Fact>}
    </>
  );
}

function Used({ name, share, limit }: { name: string; share: number; limit: number | null }) {
  return <span class="used">{percent(share)}<Meter value={share} mark={limit} label={name} tone={limit !== null && share > limit ? 'bad' : 'info'} /></span>;
}

function Stores() {
  const [shared, durable] = [coordination.value, durability.value];
  const others = shared ? shared.nodes.filter((other) => !other.self).length : 0;
  return (
    <>
      {shared && (
        <Fact name="Coordination">
          <State tone={shared.state === 'connected' ? 'ok' : shared.state === 'connecting' ? 'info' : 'bad'} title={shared.problem ?? shared.location}>{shared.engine} {shared.state}</State>
          {shared.engine !== 'embedded' && <> with {others === 0 ? 'no other node' : others === 1 ? '1 other node' : `${others} other nodes`}</>}
        </Fact>
      )}
      {durable && <Fact name="Durable store"><State tone={durable.state === 'open' ? 'ok' : durable.state === 'opening' ? 'info' : 'bad'} title={durable.problem ?? durable.location}>{durable.engine} {durable.state}</State></Fact>}
    </>
  );
}
