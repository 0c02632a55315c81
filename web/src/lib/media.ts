import { signal } from '@preact/signals';

/** Whether a media query holds, kept up to date. */
function media(query: string) {
  const list = matchMedia(query);
  const holds = signal(list.matches);
  list.addEventListener('change', () => (holds.value = list.matches));
  return holds;
}

/** Whether rows are cards, as on a phone; the same width as in the style sheets. */
export const narrow = media('(max-width: 860px)');
