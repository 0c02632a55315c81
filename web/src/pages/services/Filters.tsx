import type { ComponentChildren } from 'preact';
import { go, link, place } from '../../app/router';

/** What is shown and in which order; kept in the address, so that it can be sent to somebody. */
export function Filters({ children }: { children: ComponentChildren }) {
  const { query } = place.value;
  const set = (change: Record<string, string>) => go(link('services', [], { ...query, ...change }), true);
  return (
    <div class="filters" role="search">
      <input type="search" data-filter aria-label="Filter by text" placeholder="Filter: name, zone, reason…" value={query['q'] ?? ''} onInput={(event) => set({ q: event.currentTarget.value })} />
      <select aria-label="Which instances" value={query['state'] ?? ''} onChange={(event) => set({ state: event.currentTarget.value })}>
        <option value="">All states</option>
        <option value="trouble">In trouble</option>
        <option value="drained">Drained</option>
        <option value="well">Well</option>
      </select>
      <select aria-label="Order" value={query['order'] ?? 'trouble'} onChange={(event) => set({ order: event.currentTarget.value })}>
        <option value="trouble">Trouble first</option>
        <option value="file">As in the file</option>
        <option value="name">By name</option>
      </select>
      {children}
    </div>
  );
}
