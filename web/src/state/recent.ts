import type { TrafficPoint } from '../api/types';

/** What a route did in the last seconds, per second: a single second jumps about too much to say how it is. */
export interface Recent {
  rate: number;
  failed: number;
  degraded: number;
  shed: number;
  /** Unix time in seconds since when no request failed or was turned away, as far back as was looked. */
  quietSince: number;
}

/** So many seconds are taken together. */
export const RECENT_SECONDS = 10;

/** The last seconds of each route. Pure but for what it was told. */
export class RecentTraffic {
  private readonly routes = new Map<string, { points: TrafficPoint[]; from: number; quietSince: number }>();

  private allQuietSince = Infinity;

  /** Takes in what the node has recorded of all routes together: where nothing failed at all, nothing failed in any of them. */
  noteHistory(points: readonly TrafficPoint[]): void {
    const last = points.findLast((point) => (point[2] ?? 0) + (point[4] ?? 0) > 0);
    this.allQuietSince = last ? last[0] + 1 : points[0]?.[0] ?? Infinity;
  }

  /** Takes in a second of a route; quiet ones need not be told. */
  note(route: string, point: TrafficPoint): void {
    let known = this.routes.get(route);
    if (!known) this.routes.set(route, (known = { points: [], from: point[0], quietSince: point[0] }));
    if (known.points.at(-1)?.[0] === point[0]) known.points.pop();
    known.points.push(point);
    while (known.points[0]![0] <= point[0] - RECENT_SECONDS) known.points.shift();
    if ((point[2] ?? 0) + (point[4] ?? 0) === 0) return;
    known.quietSince = point[0] + 1;
    if (this.allQuietSince <= point[0]) this.allQuietSince = point[0] + 1;
  }

  /** What a route did in the seconds up to one; undefined when nothing is known of it. */
  of(route: string, second: number): Recent | undefined {
    const known = this.routes.get(route);
    if (!known) return undefined;
    const points = known.points.filter((point) => point[0] > second - RECENT_SECONDS);
    const seconds = Math.max(1, Math.min(RECENT_SECONDS, second - known.from + 1));
    const mean = (column: 1 | 2 | 3 | 4) => points.reduce((sum, point) => sum + (point[column] ?? 0), 0) / seconds;
    return { rate: mean(1), failed: mean(2), degraded: mean(3), shed: mean(4), quietSince: Math.min(known.quietSince, this.allQuietSince) };
  }

  /** Forgets everything, as when it is not known what happened meanwhile. */
  clear(): void {
    this.routes.clear();
    this.allQuietSince = Infinity;
  }
}
