import { signal } from '@preact/signals';

/** The pages, in the order of the navigation; `key` goes after g. */
export const PAGES = [
  { id: 'overview', title: 'Overview', key: 'o' },
  { id: 'services', title: 'Services', key: 's' },
  { id: 'topology', title: 'Topology', key: 'm' },
  { id: 'traffic', title: 'Traffic', key: 't' },
  { id: 'flags', title: 'Flags', key: 'f' },
  { id: 'queues', title: 'Queues', key: 'q' },
  { id: 'alerts', title: 'Alerts', key: 'a' },
  { id: 'configuration', title: 'Configuration', key: 'c' },
] as const;

export type PageId = (typeof PAGES)[number]['id'];

/** Where the reader is: a page, the parts of the path after it, and what the query says. */
export interface Place { page: PageId; rest: string[]; query: Readonly<Record<string, string>> }

/** Reads a hash such as `#/alerts/incidents/7?kind=note`; anything unknown is the overview. */
export function parseHash(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = path.split('/').filter(Boolean).map(decode);
  const known = PAGES.find((one) => one.id === page);
  if (!known) return { page: 'overview', rest: [], query: {} };
  return { page: known.id, rest, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The hash of a place; empty values of the query are left out. */
export function link(page: PageId, rest: string[] = [], query: Record<string, string | undefined> = {}): string {
  const said = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  const search = new URLSearchParams(said).toString();
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the reader is now. */
export const place = signal<Place>(parseHash(typeof location === 'undefined' ? '' : location.hash));

/** Follows the address bar. */
export function followHash(): void {
  addEventListener('hashchange', () => {
    const before = place.peek().page;
    place.value = parseHash(location.hash);
    // Another page begins at its top.
    if (place.peek().page !== before) scrollTo(0, 0);
  });
}

/** Goes somewhere; with `replace` the place before cannot be gone back to, as with a filter that is typed. */
export function go(hash: string, replace = false): void {
  if (!replace) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, '', hash);
  place.value = parseHash(hash);
}
