/** The same that happened again and again within a short time. */
export interface Series<T> { first: T; last: T; times: number }

/** The same again within so long belongs to the series. */
const GAP_MS = 60_000;

/** Puts together what happened again and again, such as a breaker that opens, is tried and opens; in the order of the first ones. */
export function seriesOf<T extends { at: string }>(all: readonly T[], keyOf: (one: T) => string): Series<T>[] {
  const found: Series<T>[] = [];
  const running = new Map<string, Series<T>>();
  for (const one of all) {
    const key = keyOf(one);
    const series = running.get(key);
    if (series && Date.parse(one.at) - Date.parse(series.last.at) <= GAP_MS) {
      series.last = one;
      series.times++;
      continue;
    }
    const begun = { first: one, last: one, times: 1 };
    running.set(key, begun);
    found.push(begun);
  }
  return found;
}
