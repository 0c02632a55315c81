import { signal } from '@preact/signals';

/** This machine's time in ms, once a second. Read it only where ages are shown: whatever reads it renders each second. */
export const now = signal(Date.now());

/** What to add to this machine's time to have the node's, in ms: ages must be right on a machine whose clock is not. */
export const clockSkewMs = signal(0);

/** Notes the node's time, as a frame carries it. Small differences are the network's, not the clock's. */
export function noteServerTime(iso: string): void {
  const skew = Date.parse(iso) - Date.now();
  if (Number.isFinite(skew) && Math.abs(skew - clockSkewMs.peek()) > 2_000) clockSkewMs.value = skew;
}

/** The node's time in ms. */
export function serverNow(): number {
  return now.value + clockSkewMs.value;
}
