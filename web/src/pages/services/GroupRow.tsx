import { count, ms, percent, plural, rate } from '../../lib/format';
import type { ServiceHealth } from '../../state/health';
import { live, services } from '../../state/store';
import { Badge, Button } from '../../ui';
import { Cell } from './InstanceRow';

interface Props { health: ServiceHealth; keys: readonly string[]; open: boolean; operates: boolean; toggle: () => void }

/** The head of a service: how many of its instances take traffic, and their numbers taken together. */
export function GroupRow({ health, keys, open, operates, toggle }: Props) {
  return (
    <>
      <div role="cell" class="cell group-name">
        <Button kind="quiet" small icon={open ? 'down' : 'open'} label={`${open ? 'Hide' : 'Show'} the instances of ${health.name}`} expanded={open} onClick={toggle} />
        <strong>{health.name}</strong>
        <Standing health={health} />
        <Bulkhead name={health.name} />
      </div>
      <Together keys={keys} />
      {operates && <div role="cell" class="cell actions" />}
    </>
  );
}

function Standing({ health }: { health: ServiceHealth }) {
  const text = health.total === 0 ? 'no instances' : health.usable === health.total ? `${plural(health.total, 'instance')}` : `${health.usable} of ${health.total}`;
  const tone = health.level === 'ok' && health.drained > 0 ? 'off' : health.level;
  return (
    <>
      <Badge tone={tone}>{text}{health.usable < health.total && <span class="wide"> take traffic</span>}</Badge>
      {health.panic && <span title="So few instances are well that requests are spread over all of them"><Badge tone="warn">panic</Badge></span>}
    </>
  );
}

function Bulkhead({ name }: { name: string }) {
  const of = services.get(name)?.bulkhead;
  if (!of) return null;
  return <span class="muted numbers bulkhead" title={`Bulkhead: ${of.inFlight} in flight of ${of.limit}${of.adaptive ? ', found from the latencies' : ''}; ${count(of.shed)} turned away since the start`}>{of.inFlight}/{of.limit} places{of.queued > 0 && `, ${of.queued} wait`}</span>;
}

function Together({ keys }: { keys: readonly string[] }) {
  let [inFlight, perSecond, failing, p99] = [0, 0, 0, 0];
  for (const key of keys) {
    const numbers = live.get(key);
    if (!numbers) continue;
    inFlight += numbers[0];
    perSecond += numbers[1];
    failing += numbers[1] * numbers[2];
    p99 = Math.max(p99, numbers[4]);
  }
  return (
    <>
      <Cell name="In flight" class="number">{count(inFlight)}</Cell>
      <Cell name="Rate" class="number">{rate(perSecond)}</Cell>
      <Cell name="Errors" class="number">{perSecond > 0 ? percent(failing / perSecond) : '–'}</Cell>
      <Cell name="p50" class="number" />
      <Cell name="Worst p99" class="number">{ms(p99)}</Cell>
    </>
  );
}
