import { computed, signal } from '@preact/signals';
import { go, link, place } from '../app/router';
import { narrow } from '../lib/media';
import { plural } from '../lib/format';
import { health, instancesByService } from '../state/health';
import { operates } from '../state/session';
import { loaded } from '../state/store';
import { Button, Card, Empty } from '../ui';
import { VirtualRows, type VirtualItem } from '../ui/VirtualRows';
import { Filters } from './services/Filters';
import { GroupRow } from './services/GroupRow';
import { InstanceDialog } from './services/InstanceDialog';
import { InstanceRow } from './services/InstanceRow';
import { COLLAPSE_ABOVE, groupsOf, keepOrder, type Group, type Order, type StateFilter } from './services/list';
import '../style/services.css';

/** What the reader has unfolded or folded by hand, by service. */
const folded = signal<ReadonlyMap<string, boolean>>(new Map());

/** So long after the last move of the pointer rows stay where they are. */
const STILL_MS = 3_000;

/** Whether somebody points at the rows: then none may move away from under the pointer. */
const pointing = signal(false);
let stillTimer: ReturnType<typeof setTimeout> | undefined;

function point(): void {
  pointing.value = true;
  clearTimeout(stillTimer);
  stillTimer = setTimeout(() => (pointing.value = false), STILL_MS);
}

/** What is shown, and which services begin unfolded. */
interface Shown { query: string; groups: Group[]; open: ReadonlySet<string> }

let before: Shown = { query: '', groups: [], open: new Set() };

const shown = computed((): Shown => {
  const { q = '', state = '', order = 'trouble' } = place.value.query;
  const fresh = groupsOf(instancesByService.value, health.value, { text: q, state: state as StateFilter }, order as Order);
  const query = `${q}\n${state}\n${order}`;
  const all = fresh.reduce((sum, group) => sum + group.entries.length, 0) <= COLLAPSE_ABOVE;
  const open = new Set(fresh.filter((group) => all || group.health.level !== 'ok').map((group) => group.health.name));
  // The focus of the keyboard would be lost by a move.
  const still = (pointing.value || !!document.querySelector('.instance-row :focus-visible')) && before.query === query && before.groups.length > 0;
  before = still ? { query, groups: keepOrder(fresh, before.groups), open: before.open } : { query, groups: fresh, open };
  return before;
});

const groups = computed(() => shown.value.groups);

const total = computed(() => [...health.value.values()].reduce((sum, one) => sum + one.total, 0));

function isOpen(group: Group): boolean {
  return folded.value.get(group.health.name) ?? shown.value.open.has(group.health.name);
}

function foldAll(open: boolean): void {
  folded.value = new Map(groups.value.map((group) => [group.health.name, open]));
}

/** One dense row for each instance, by service. */
export default function Services() {
  const [service, id] = place.value.rest;
  const anyClosed = groups.value.some((group) => !isOpen(group));
  return (
    <>
      <div class="page-head">
        <h1>Services</h1>
        <span class="muted">{plural(health.value.size, 'service')}, {plural(total.value, 'instance')}</span>
        <span class="spring" />
        <Filters>
          <Button onClick={() => foldAll(anyClosed)}>{anyClosed ? 'Unfold all' : 'Fold all'}</Button>
        </Filters>
      </div>
      <Card class={`services${operates.value ? ' with-actions' : ''}`}>
        {groups.value.length === 0 ? <None /> : <Rows />}
      </Card>
      {service && id && <InstanceDialog service={service} id={id} />}
    </>
  );
}

function None() {
  if (!loaded.value) return <Empty icon="clock" title="Waiting for the node…" />;
  if (total.value === 0) return <Empty title="There are no services yet.">Declare them under <code>services</code> in the system file.</Empty>;
  return (
    <Empty title="Nothing passes the filter.">
      <a href={link('services')} onClick={() => go(link('services'), true)}>Show all {plural(total.value, 'instance')}</a>
    </Empty>
  );
}

function Rows() {
  const rows = rowsOf(narrow.value, operates.value);
  return (
    <div role="table" onPointerMove={point} onPointerDown={point} aria-label="Instances by service" aria-rowcount={rows.length + 1}>
      <div role="row" class="head-row" aria-rowindex={1}>
        {['Instance', 'State', 'Breaker', 'Weight', 'In flight', 'Rate', 'Errors', 'p50', 'p99'].map((title, i) => <div key={title} role="columnheader" class={i > 2 ? 'number' : ''}>{title}</div>)}
        {operates.value && <div role="columnheader"><span class="unseen">Changes</span></div>}
      </div>
      <VirtualRows items={rows} />
    </div>
  );
}

/** The heights must be those of services.css. */
function rowsOf(phone: boolean, acts: boolean): VirtualItem[] {
  const rows: VirtualItem[] = [];
  for (const group of groups.value) {
    const { name } = group.health;
    const open = isOpen(group);
    const keys = group.entries.map((entry) => entry.key);
    const toggle = () => (folded.value = new Map(folded.value).set(name, !open));
    rows.push({ key: name, height: phone ? 76 : 40, render: () => <div class="service-row"><GroupRow health={group.health} keys={keys} open={open} operates={acts} toggle={toggle} /></div> });
    if (!open) continue;
    for (const { key, facts } of group.entries) {
      const height = (phone ? (acts ? 142 : 104) : 34) + (facts.why ? (phone ? 22 : 20) : 0);
      rows.push({ key, height, render: () => <div class="instance-row"><InstanceRow id={key} service={name} /></div> });
    }
  }
  return rows;
}
