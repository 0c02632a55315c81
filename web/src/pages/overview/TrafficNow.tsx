import type { ComponentChildren } from 'preact';
import type { TrafficPoint } from '../../api/types';
import { link } from '../../app/router';
import { ms, percent, rate } from '../../lib/format';
import { traffic } from '../../state/store';
import { watchTraffic } from '../../state/traffic';
import { Card, Empty, Sparkline } from '../../ui';

const SECONDS = 300;

/** The traffic of this second, and its course over the last five minutes. */
export function TrafficNow() {
  const now = traffic.get('');
  const points = watchTraffic('').value.slice(-SECONDS);
  const column = (index: keyof TrafficPoint & number) => points.map((point) => point[index] as number | null);
  if (!now) return <Card title="Traffic now"><Empty title="No traffic is measured.">PERDURE_METRICS=off may be set.</Empty></Card>;
  const share = now[1] > 0 ? (now[2] ?? 0) / now[1] : 0;
  const soft = (now[3] ?? 0) + (now[4] ?? 0);
  return (
    <Card title="Traffic now" aside={<a href={link('traffic')}>5 minutes, by route</a>}>
      <div class="now">
        <Figure name="Requests" value={rate(now[1])}><Sparkline values={column(1)} trouble={column(2)} label="Requests per second over five minutes; failed ones as a second line" /></Figure>
        <Figure name="Failed" value={percent(share)} tone={share > 0.01 ? 'bad' : share > 0 ? 'warn' : ''} note={soft > 0 ? `and ${rate(soft)} degraded or shed` : undefined}>
          <Sparkline values={points.map((p) => (p[1] > 0 ? (p[2] ?? 0) / p[1] : 0))} bad label="Share of failed requests over five minutes" />
        </Figure>
        <Figure name="p50" value={ms(now[6])}><Sparkline values={column(6)} label="Median latency over five minutes" /></Figure>
        <Figure name="p99" value={ms(now[8])}><Sparkline values={column(8)} label="99th percentile of latency over five minutes" /></Figure>
      </div>
    </Card>
  );
}

function Figure({ name, value, note, tone = '', children }: { name: string; value: string; note?: string | undefined; tone?: string; children: ComponentChildren }) {
  return (
    <div class="figure">
      <span class="name">{name}</span>
      <span class={`value ${tone}`}>{value}</span>
      {children}
      {note && <span class="note">{note}</span>}
    </div>
  );
}
