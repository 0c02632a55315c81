import type { Tone } from './Badge';

/** How much of something is used or left, 0 to 1, as a bar. The number stands beside it in words. */
export function Meter({ value, label, tone = 'info', mark }: { value: number; label: string; tone?: Tone; mark?: number | null }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div class={`meter ${tone}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
      <div class="bar" style={{ width: `${share * 100}%` }} />
      {mark !== undefined && mark !== null && <div class="mark" style={{ left: `${mark * 100}%` }} />}
    </div>
  );
}
