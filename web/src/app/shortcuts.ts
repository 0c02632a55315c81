import { signal } from '@preact/signals';
import { go, link, PAGES, type PageId } from './router';

/** Whether the list of shortcuts is shown. */
export const helpShown = signal(false);

const CHAIN_MS = 1_500;
let chainUntil = 0;

/** What a key means; the second of a chain only soon after g. */
export type Meaning = { go: PageId } | 'help' | 'filter' | 'chain' | null;

/** Reads a key that is pressed outside of fields. */
export function meaningOf(key: string, chained: boolean): Meaning {
  if (chained) {
    const page = PAGES.find((one) => one.key === key);
    return page ? { go: page.id } : null;
  }
  return key === '?' ? 'help' : key === '/' ? 'filter' : key === 'g' ? 'chain' : null;
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, select, textarea, dialog, [contenteditable]')) return;
  const meaning = meaningOf(event.key, event.timeStamp < chainUntil);
  chainUntil = meaning === 'chain' ? event.timeStamp + CHAIN_MS : 0;
  if (meaning === null || meaning === 'chain') return;
  event.preventDefault();
  if (meaning === 'help') helpShown.value = true;
  else if (meaning === 'filter') document.querySelector<HTMLElement>('main [data-filter]')?.focus();
  else {
    go(link(meaning.go));
    document.getElementById('main')?.focus();
  }
}

/** Listens for as long as the page is shown. */
export function followShortcuts(): () => void {
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
