import { computed } from '@preact/signals';
import { alerts, queues, durability } from '../state/store';
import { menuOpen } from './Layout';
import { link, PAGES, place } from './router';

/** How many alerts fire that nobody silenced. */
export const firing = computed(() => alerts.all.filter((alert) => alert.state === 'firing' && !alert.silencedBy).length);

/** Where one can go. Queues only when there are any. */
export function Navigation() {
  const shown = PAGES.filter((page) => page.id !== 'queues' || durability.value || queues.keys.length > 0);
  return (
    <nav class={menuOpen.value ? 'open' : ''} aria-label="Pages" id="navigation">
      <ul>
        {shown.map((page) => (
          <li key={page.id}>
            <a href={link(page.id)} aria-current={place.value.page === page.id ? 'page' : undefined} onClick={() => (menuOpen.value = false)}>
              {page.title}
              {page.id === 'alerts' && firing.value > 0 && <span class="bubble" aria-label={`${firing.value} firing`}>{firing.value}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
