import type { RouteImpact } from '../../api/types';
import { link } from '../../app/router';
import { count } from '../../lib/format';
import { Card, Empty, Table, type Column } from '../../ui';

const COLUMNS: Column<RouteImpact>[] = [
  { title: 'Route', head: true, cell: (one) => <a href={link('traffic', [], { route: one.route })}>{one.route}</a> },
  { title: 'Requests', number: true, cell: (one) => count(one.answered) },
  { title: 'Failed', number: true, cell: (one) => <span class={one.failed > 0 ? 'text-bad' : ''}>{count(one.failed)}</span> },
  { title: 'Turned away', number: true, cell: (one) => count(one.shed) },
  { title: 'Stand-ins', number: true, cell: (one) => count(one.degraded) },
];

/** Whom an incident hurts, by route: what became of the requests while it lasts. */
export function Impact({ impact }: { impact: RouteImpact[] }) {
  const hurt = impact.filter((one) => one.failed + one.shed + one.degraded > 0).sort((a, b) => b.failed - a.failed || b.shed - a.shed);
  return (
    <Card title="Whom it hurts">
      <Table caption="Whom it hurts, by route" columns={COLUMNS} rows={hurt} keyOf={(one) => one.route} empty={<Empty icon="ok" title="Nobody so far.">No request has failed, was turned away, or got a stand-in.</Empty>} />
    </Card>
  );
}
