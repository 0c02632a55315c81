import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'perdure-theme';

/** Light, dark, or as the system has it; remembered in this browser. */
export const theme = signal<Theme>(read());

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
  } catch {
    return 'auto';
  }
}

/** Keeps the page and the memory in step with the choice. */
export function followTheme(): void {
  effect(() => {
    const chosen = theme.value;
    if (chosen === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
    try {
      if (chosen === 'auto') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, chosen);
    } catch {
      // A browser that keeps nothing still shows what was chosen.
    }
  });
}

/** The next choice of the switch. */
export function nextTheme(of: Theme): Theme {
  return of === 'auto' ? 'light' : of === 'light' ? 'dark' : 'auto';
}
