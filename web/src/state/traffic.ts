import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get } from '../api/client';
import type { TrafficHistory, TrafficPoint } from '../api/types';
import { RecentTraffic } from './recent';

/** Points kept of each route that is watched: a quarter of an hour. */
export const POINTS_MAX = 900;

/** The last seconds of every route. Not a signal: what reads it reads the latest second too. */
export const recent = new RecentTraffic();

const watched = new Map<string, Signal<readonly TrafficPoint[]>>();

/**
 * The last quarter of an hour of a route, '' for all routes together, oldest first: what the node has recorded, then what the stream
 * brings. The first call asks the node; later calls get the same signal.
 */
export function watchTraffic(route: string): ReadonlySignal<readonly TrafficPoint[]> {
  const known = watched.get(route);
  if (known) return known;
  const points = signal<readonly TrafficPoint[]>([]);
  watched.set(route, points);
  void fill(route, points);
  return points;
}

/** Asks for the history of every watched route again, as after a gap. */
export function refillTraffic(): void {
  for (const [route, points] of watched) void fill(route, points);
}

async function fill(route: string, points: Signal<readonly TrafficPoint[]>): Promise<void> {
  try {
    const query = route ? `route=${encodeURIComponent(route)}&` : '';
    const history = await get<TrafficHistory>(`/api/v1/traffic?${query}seconds=${POINTS_MAX}`);
    if (!route) recent.noteHistory(history.points);
    points.value = merge(history.points, points.peek());
  } catch {
    // What the stream brings is shown all the same.
  }
}

/** Adds the point of a second, from the stream. */
export function noteTraffic(route: string, point: TrafficPoint): void {
  if (!Array.isArray(point)) return;
  recent.note(route, point);
  const points = watched.get(route);
  if (points) points.value = merge(points.peek(), [point]);
}

/**
 * Goes on to a second in routes that are quiet: the stream says so once, when it begins, and then nothing until there is traffic again.
 * To be called when all points of that second are noted.
 */
export function noteSecond(second: number): void {
  for (const [route, points] of watched) {
    if (route !== '') points.value = stayQuiet(points.peek(), second);
  }
}

/** The points with one more for a second, when the last one is older and had no requests. */
export function stayQuiet(points: readonly TrafficPoint[], second: number): readonly TrafficPoint[] {
  const last = points[points.length - 1];
  if (!last || last[0] >= second || last[1] > 0) return points;
  return merge(points, [[second, 0, 0, 0, 0, 0, null, null, null]]);
}

/** Points by time, each second once; where both know a second the later one counts. */
export function merge(before: readonly TrafficPoint[], after: readonly TrafficPoint[]): readonly TrafficPoint[] {
  const first = after[0]?.[0];
  if (first === undefined) return before;
  if (before.length === 0 || before[before.length - 1]![0] < first) return [...before, ...after].slice(-POINTS_MAX);
  const bySecond = new Map([...before, ...after].map((point) => [point[0], point]));
  return [...bySecond.values()].sort((a, b) => a[0] - b[0]).slice(-POINTS_MAX);
}
