import { computed, signal } from '@preact/signals';
import { ApiError, get, send, useCsrf, whenUnauthorized } from '../api/client';
import type { Session } from '../api/types';

/** Who asks: undefined until known, null when nobody is signed in. */
export const session = signal<Session | null | undefined>(undefined);

/** Whether changes are allowed; without it the page shows no buttons at all. */
export const operates = computed(() => session.value?.role === 'operator');

/** Whether a session has ended by itself: who is asked for a token then wants to know why. */
export const ended = signal(false);

whenUnauthorized(() => enter(null));

function enter(next: Session | null): Session | null {
  useCsrf(next?.csrf ?? null);
  ended.value = next === null && !!session.peek();
  session.value = next;
  return next;
}

/** Asks the node who we are. While it does not answer, what was known stays. */
export async function checkSession(): Promise<Session | null | undefined> {
  try {
    return enter(await get<Session>('/api/v1/session'));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return enter(null);
    return session.peek();
  }
}

/** Signs in with a token of the system file. Throws what the node says. */
export async function signIn(token: string): Promise<void> {
  enter((await send<Session>('POST', '/api/v1/session', { token })) ?? null);
}

/** Signs out; the cookie is gone afterwards. */
export async function signOut(): Promise<void> {
  try {
    await send('DELETE', '/api/v1/session');
  } finally {
    enter(null);
    ended.value = false;
  }
}
