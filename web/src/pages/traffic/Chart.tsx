import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colorOf } from '../../style/colors';
import type { Mark } from './marks';
import { marksNear, more } from './marks';
import { niceMax } from './scale';
import type { Column } from './series';

/** One line of a chart. */
export interface Line {
  label: string;
  /** The name of a colour of the style sheet, such as series-1. */
  color: string;
  /** Dashes, so that lines can be told apart without their colours. */
  dash?: number[];
  fill?: boolean;
}

interface Props {
  id: string;
  title: string;
  unit: string;
  lines: readonly Line[];
  columns: Column[];
  /** Seconds of the time axis. */
  span: number;
  marks: readonly Mark[];
  /** A mark that the list below points at. */
  pointed: number | null;
  format: (value: number | null) => string;
}

const HEIGHT = 176;
/** So near a mark, in pixels, its text is shown. */
const REACH_PX = 10;
const SYNC = uPlot.sync('traffic');

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const TIME_EXACT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** A time of day in local time. */
export function clock(seconds: number): string {
  return TIME_EXACT.format(seconds * 1000);
}

/** A chart over time with the marks of events, its lines named with their values at the cursor, or the last ones. */
export function Chart(props: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const now = useRef(props);
  now.current = props;
  const [at, setAt] = useState<number | null>(null);
  const [tip, setTip] = useState<{ left: number; marks: Mark[] } | null>(null);

  useLayoutEffect(() => {
    const element = frame.current!;
    const color = COLORS;
    const axis: uPlot.Axis = {
      stroke: () => color('muted'),
      grid: { stroke: () => color('line'), width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    const look = (u: uPlot) => {
      const { left = -1, idx } = u.cursor;
      setAt(idx ?? null);
      if (left < 0) {
        setTip(null);
        return;
      }
      const reach = u.posToVal(REACH_PX, 'x') - u.posToVal(0, 'x');
      const near = marksNear(now.current.marks, u.posToVal(left, 'x'), reach);
      setTip(near.length ? { left: u.valToPos(near[0]!.at, 'x') + u.bbox.left / devicePixelRatio, marks: near } : null);
    };
    const u = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { sync: { key: SYNC.key }, drag: { x: false, y: false }, points: { size: 7 } },
        scales: {
          x: { time: true, range: () => timeRange(now.current) },
          y: { range: (_, __, max) => [0, niceMax(max)] },
        },
        axes: [
          { ...axis, size: 28, space: 70, values: (_, ticks) => ticks.map((tick) => (tick % 60 ? clock(tick) : TIME.format(tick * 1000))) },
          { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => now.current.format(tick)) },
        ],
        series: [
          {},
          ...props.lines.map((line): uPlot.Series => ({
            label: line.label,
            stroke: () => color(line.color),
            width: 1.75,
            ...(line.dash && { dash: line.dash }),
            ...(line.fill && { fill: () => `color-mix(in srgb, ${color(line.color)} 14%, transparent)` }),
            points: { show: false },
          })),
        ],
        hooks: { setCursor: [look], draw: [(u) => drawMarks(u, now.current, color)] },
      },
      props.columns as unknown as uPlot.AlignedData,
      element,
    );
    plot.current = u;
    // A finger shows values as the mouse does; moved up or down it scrolls the page.
    const touch = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      const { left, top } = u.over.getBoundingClientRect();
      u.setCursor({ left: event.clientX - left, top: event.clientY - top }, true);
    };
    u.over.addEventListener('pointerdown', touch);
    u.over.addEventListener('pointermove', touch);
    const resized = new ResizeObserver(() => element.clientWidth && u.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const redraw = () => {
      color.forget();
      u.redraw(false);
    };
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributes: true });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return () => {
      resized.disconnect();
      theme.disconnect();
      scheme.removeEventListener('change', redraw);
      u.destroy();
      plot.current = null;
    };
  }, [props.lines]);

  useEffect(() => plot.current?.setData(props.columns as unknown as uPlot.AlignedData), [props.columns]);
  useEffect(() => plot.current?.redraw(false), [props.marks, props.pointed]);

  const shown = at ?? lastKnown(props.columns);
  const time = shown >= 0 ? props.columns[0]?.[shown] : null;
  return (
    <figure class="chart" aria-labelledby={`${props.id}-title`}>
      <figcaption>
        <h3 id={`${props.id}-title`}>{props.title}<span class="chart-unit">{props.unit}</span></h3>
        <ul class="chart-legend">
          {props.lines.map((line, i) => (
            <li key={line.label}>
              <svg class="chart-key" width="22" height="8" aria-hidden="true">
                <line x1="0" y1="4" x2="22" y2="4" style={{ stroke: `var(--${line.color})` }} stroke-dasharray={line.dash?.join(' ')} />
              </svg>
              {line.label} <b class="num">{props.format(shown >= 0 ? props.columns[i + 1]?.[shown] ?? null : null)}</b>
            </li>
          ))}
          <li class="chart-time num">{at !== null && time != null ? clock(time) : 'now'}</li>
        </ul>
      </figcaption>
      <div class="chart-frame" ref={frame} role="img" aria-label={`${props.title}, the last ${Math.round(props.span / 60)} minutes. ${summary(props)}`}>
        {tip && (
          <div class={`chart-tip ${tip.left > (frame.current?.clientWidth ?? 0) / 2 ? 'is-left' : ''}`} style={{ left: `${tip.left}px` }}>
            {tip.marks.slice(0, 4).map((mark) => (
              <p key={mark.seq}><b>{mark.letter}</b> <span class="num">{clock(mark.at)}</span> {mark.text}{more(mark)}</p>
            ))}
            {tip.marks.length > 4 && <p>and {tip.marks.length - 4} more, in the list below</p>}
          </div>
        )}
      </div>
    </figure>
  );
}

interface Colors {
  (name: string): string;
  forget(): void;
}

/** The design's colours, each asked once for all charts until the theme changes: to ask makes the browser lay out the page. */
function colors(): Colors {
  const known = new Map<string, string>();
  const find = (name: string) => known.get(name) ?? known.set(name, colorOf(name)).get(name)!;
  return Object.assign(find, { forget: () => known.clear() });
}

const COLORS = colors();

function timeRange(props: Props): [number, number] {
  const times = props.columns[0] ?? [];
  const end = times[times.length - 1] ?? Math.floor(Date.now() / 1000);
  return [end - props.span, end];
}

function lastKnown(columns: Column[]): number {
  for (let i = (columns[0]?.length ?? 0) - 1; i >= 0; i--) if (columns.some((column, c) => c > 0 && column[i] != null)) return i;
  return -1;
}

function summary({ lines, columns, format }: Props): string {
  const last = lastKnown(columns);
  if (last < 0) return 'Nothing is known yet.';
  return `Now: ${lines.map((line, i) => `${line.label} ${format(columns[i + 1]?.[last] ?? null)}`).join(', ')}.`;
}

function drawMarks(u: uPlot, { marks, pointed }: Props, color: Colors): void {
  const { ctx, bbox } = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `600 ${10 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  let badgeEnd = -Infinity;
  for (const mark of marks) {
    const x = Math.round(u.valToPos(mark.at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const strong = mark.seq === pointed;
    ctx.strokeStyle = color(mark.level === 'info' ? 'muted' : 'warn');
    ctx.globalAlpha = strong ? 1 : 0.6;
    ctx.lineWidth = (strong ? 2.5 : 1) * scale;
    ctx.setLineDash(strong ? [] : [3 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // Letters that would cover each other are left to the list and to the text at the cursor.
    if (x - badgeEnd < 9 * scale && !strong) continue;
    const size = 8 * scale;
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.beginPath();
    ctx.roundRect(x - size, bbox.top, 2 * size, 2 * size, 3 * scale);
    ctx.fill();
    ctx.fillStyle = color('sheet');
    ctx.fillText(mark.letter, x, bbox.top + size + scale * 0.5);
    badgeEnd = x + size;
  }
  ctx.restore();
}
