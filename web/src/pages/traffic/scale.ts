/** The least round number that has some room above the highest value. */
export function niceMax(max: number | null): number {
  if (max === null || !Number.isFinite(max) || max <= 0) return 1;
  const wanted = max * 1.12;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= wanted) ?? 10) * power;
}
