import type { InstanceFacts, InstanceState, LiveNumbers } from '../../api/types';
import type { Tone } from '../../ui';

/** How a service is, for people. */
export interface Health {
  tone: Tone;
  /** Such as "3 of 4 well". */
  text: string;
  /** What is wrong, such as "1 breaker open, 1 drained"; empty while nothing is. */
  why: string;
}

const WELL: readonly InstanceState[] = ['available', 'warming'];
const WORDS: Partial<Record<InstanceState, string>> = {
  unhealthy: 'unhealthy', ejected: 'ejected', 'breaker-open': 'breaker open', 'half-open': 'on trial', drained: 'drained', warming: 'warming up',
};

/** The health of a service with instances in these states. Drained ones are no trouble, but they serve nothing either. */
export function healthOf(states: readonly InstanceState[]): Health {
  if (states.length === 0) return { tone: 'off', text: 'no instances', why: '' };
  const well = states.filter((state) => WELL.includes(state)).length;
  const drained = states.filter((state) => state === 'drained').length;
  const counts = new Map<InstanceState, number>();
  for (const state of states) if (state !== 'available') counts.set(state, (counts.get(state) ?? 0) + 1);
  const why = [...counts].map(([state, n]) => `${n} ${WORDS[state] ?? state}`).join(', ');
  const text = well === states.length ? (well === 1 ? 'well' : `${well} of ${well} well`) : `${well} of ${states.length} well`;
  if (well === 0) return { tone: drained === states.length ? 'off' : 'bad', text: drained === states.length ? 'drained' : 'none well', why };
  return { tone: well + drained === states.length ? 'ok' : 'warn', text, why };
}

/** The instances of each service. Keys are those of the store: SERVICE/ID, encoded. */
export function byService(pairs: readonly (readonly [string, InstanceFacts])[]): Map<string, [string, InstanceFacts][]> {
  const found = new Map<string, [string, InstanceFacts][]>();
  for (const [key, facts] of pairs) {
    const service = decodeURIComponent(key.slice(0, key.indexOf('/')));
    const list = found.get(service);
    if (list) list.push([key, facts]);
    else found.set(service, [[key, facts]]);
  }
  return found;
}

/** Requests per second and share of failures of some instances together; null where nothing is known. */
export function flowOf(numbers: readonly (LiveNumbers | undefined)[]): { rate: number | null; errorRatio: number | null } {
  let rate = 0;
  let failed = 0;
  let known = false;
  for (const one of numbers) {
    if (!one) continue;
    known = true;
    rate += one[1] ?? 0;
    failed += (one[1] ?? 0) * (one[2] ?? 0);
  }
  return known ? { rate, errorRatio: rate > 0 ? failed / rate : 0 } : { rate: null, errorRatio: null };
}
