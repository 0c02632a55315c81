import { serverNow } from '../state/clock';
import { clock, duration } from '../lib/format';

/** How long ago something was, kept up to date; the exact time as a tip. */
export function Ago({ at, suffix = ' ago' }: { at: string; suffix?: string }) {
  const age = serverNow() - Date.parse(at);
  return <time dateTime={at} title={at} class="numbers">{age < 1_500 ? 'now' : `${duration(age)}${suffix}`}</time>;
}

/** How long something has lasted. */
export function Since({ at }: { at: string }) {
  return <Ago at={at} suffix="" />;
}

/** How long until something. */
export function Until({ at }: { at: string }) {
  const left = Date.parse(at) - serverNow();
  return <time dateTime={at} title={at} class="numbers">{left <= 0 ? 'now' : `in ${duration(left)}`}</time>;
}

/** A time of day. */
export function Clock({ at }: { at: string }) {
  return <time dateTime={at} title={at} class="numbers">{clock(at)}</time>;
}
