import { useState } from 'preact/hooks';
import type { SloStatus } from '../../api/types';
import { percent } from '../../lib/format';
import { slos } from '../../state/store';
import { Card, Empty, Meter, State, type Tone } from '../../ui';

const SHOWN_MAX = 6;

/** The error budgets, the emptiest first. */
export function Budgets() {
  // Hundreds of meters that nobody looks at are not drawn each second.
  const [more, setMore] = useState(false);
  const all = slos.all.sort((a, b) => leftOf(a) - leftOf(b));
  return (
    <Card title="Error budgets">
      {all.length === 0 && <Empty title="No objectives.">Give a route an <code>objective</code> in the system file to see how much of its error budget is left.</Empty>}
      <ul class="budgets">{all.slice(0, SHOWN_MAX).map((slo) => <Budget key={slo.route} slo={slo} />)}</ul>
      {all.length > SHOWN_MAX && (
        <details class="more" onToggle={(event) => setMore(event.currentTarget.open)}>
          <summary>{all.length - SHOWN_MAX} more</summary>
          {more && <ul class="budgets">{all.slice(SHOWN_MAX).map((slo) => <Budget key={slo.route} slo={slo} />)}</ul>}
        </details>
      )}
    </Card>
  );
}

function Budget({ slo }: { slo: SloStatus }) {
  const left = leftOf(slo);
  const tone: Tone = left <= 0 ? 'bad' : left < 0.25 ? 'warn' : 'ok';
  const [burning, speed] = burnOf(slo);
  return (
    <li>
      <div class="row">
        <strong>{slo.route}</strong>
        <span class="muted">{objective(slo.objective)} over {slo.windowDays} d</span>
        <span class="spring" />
        <State tone={tone}>{left < 0 ? 'overspent' : `${percent(left)} left`}</State>
      </div>
      <Meter value={left} tone={tone} label={`Error budget of ${slo.route} that is left`} />
      <div class="row small muted">
        <span class="numbers">{slo.total > 0 ? `${percent(slo.ratio)} were good` : 'no requests yet'}</span>
        <span class="spring" />
        {speed !== null && <span class={burning}>{speed < 0.05 ? 'not burning' : `burns ${speed < 10 ? speed.toFixed(1) : Math.round(speed)}× as fast as it may`}</span>}
      </div>
      {slo.latency && <p class="small muted numbers">{percent(slo.latencyRatio ?? null)} within {slo.latency.withinMs} ms; {objective(slo.latency.share)} is the objective</p>}
    </li>
  );
}

/** What is left of the budget: of errors or of slow answers, whichever is less. */
function leftOf(slo: SloStatus): number {
  return Math.min(slo.budgetLeft, slo.latencyBudgetLeft ?? slo.budgetLeft);
}

/** An objective as it is written in the file: 99.9 %. */
function objective(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(8))} %`;
}

/** How fast the budget burns just now: the lower of the two short windows, as the alerts have it. 1 would use it up exactly by the end. */
export function burnOf(slo: SloStatus): [tone: string, speed: number | null] {
  const windows = [slo.burn['5m'], slo.burn['1h']].filter((x): x is number => typeof x === 'number');
  if (windows.length === 0) return ['', null];
  const speed = Math.min(...windows);
  return [speed > 14 ? 'text-bad' : speed > 1 ? 'text-warn' : '', speed];
}
