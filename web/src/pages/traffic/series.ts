import type { TrafficPoint } from '../../api/types';

/** A column as uPlot takes it; null where nothing is known. */
export type Column = (number | null)[];

/** The places of a point. */
const enum At { Time, Rate, Failed, Degraded, Shed, HeldBack, P50, P90, P99 }

/** Where more seconds than this are missing, the line breaks. */
const GAP_SECONDS = 3;

/** The points after a time, with a hole where some are missing. */
export function since(points: readonly TrafficPoint[], from: number): TrafficPoint[] {
  const found: TrafficPoint[] = [];
  for (const point of points) {
    if (point[At.Time] <= from) continue;
    const before = found[found.length - 1];
    if (before && point[At.Time] - before[At.Time] > GAP_SECONDS) found.push(holeAt(before[At.Time] + 1));
    found.push(point);
  }
  return found;
}

function holeAt(time: number): TrafficPoint {
  return [time, null, null, null, null, null, null, null, null] as unknown as TrafficPoint;
}

/** Time, then good, degraded, shed, held back and failed per second. */
export function outcomeColumns(points: readonly TrafficPoint[]): Column[] {
  return columns(points, goodOf, (point) => point[At.Degraded], (point) => point[At.Shed], (point) => point[At.HeldBack], (point) => point[At.Failed]);
}

/** Time, then the shares in percent of requests that failed and that were turned away. */
export function errorColumns(points: readonly TrafficPoint[]): Column[] {
  return columns(points, (point) => percent(point[At.Failed], point[At.Rate]), (point) => percent(point[At.Shed], point[At.Rate]));
}

/** Time, then p50, p90 and p99 in milliseconds. */
export function latencyColumns(points: readonly TrafficPoint[]): Column[] {
  return columns(points, (point) => point[At.P50], (point) => point[At.P90], (point) => point[At.P99]);
}

function columns(points: readonly TrafficPoint[], ...values: ((point: TrafficPoint) => number | null)[]): Column[] {
  return [points.map((point) => point[At.Time]), ...values.map((value) => points.map((point) => value(point) ?? null))];
}

/** What one second says, for a row of a table. */
export interface Standing {
  rate: number | null;
  errorRatio: number | null;
  shedRatio: number | null;
  p50Ms: number | null;
  p99Ms: number | null;
}

/** The standing of a point; all unknown without one. */
export function standingOf(point: TrafficPoint | undefined): Standing {
  const rate = point?.[At.Rate] ?? null;
  return {
    rate,
    errorRatio: ratio(point?.[At.Failed], rate),
    shedRatio: ratio(point?.[At.Shed], rate),
    p50Ms: point?.[At.P50] ?? null,
    p99Ms: point?.[At.P99] ?? null,
  };
}

function goodOf(point: TrafficPoint): number | null {
  const rate = point[At.Rate] as number | null;
  if (rate === null) return null;
  const others = (point[At.Failed] ?? 0) + (point[At.Degraded] ?? 0) + (point[At.Shed] ?? 0) + (point[At.HeldBack] ?? 0);
  return Math.max(0, Math.round((rate - others) * 1000) / 1000);
}

function ratio(part: number | null | undefined, whole: number | null | undefined): number | null {
  if (part == null || whole == null) return null;
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

function percent(part: number | null, whole: number | null): number | null {
  const share = ratio(part, whole);
  return share === null ? null : share * 100;
}
