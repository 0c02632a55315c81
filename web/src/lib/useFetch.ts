import { useEffect, useState } from 'preact/hooks';
import { get, messageOf } from '../api/client';

export interface Fetched<T> { value: T | null; problem: string; loading: boolean }

/** Asks for JSON when a path is given, and again whenever the path or `again` changes; what was there stays until the new one is, also beside a problem. */
export function useFetch<T>(path: string | null, again: unknown = 0): Fetched<T> {
  const [state, setState] = useState<Fetched<T> & { path: string | null }>({ value: null, problem: '', loading: true, path: null });
  useEffect(() => {
    if (!path) return;
    const abort = new AbortController();
    get<T>(path, abort.signal).then(
      (value) => setState({ value, problem: '', loading: false, path }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ value: before.path === path ? before.value : null, problem: messageOf(error), loading: false, path }));
      },
    );
    return () => abort.abort();
  }, [path, again]);
  return state.path === path ? state : { value: null, problem: '', loading: path !== null };
}
