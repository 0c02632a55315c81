import { signal } from '@preact/signals';
import { stale } from '../api/stream';
import { useEffect } from 'preact/hooks';
import { ConfirmPlace } from '../ui/Confirm';
import { ToastPlace } from '../ui/Toast';
import { Announcer } from './Announcer';
import { Help } from './Help';
import { place } from './router';
import { followShortcuts } from './shortcuts';
import { LOADS } from './pages';
import { Lazy } from './Lazy';
import { Navigation } from './Navigation';
import { TopBar } from './TopBar';

/** Whether the navigation is unfolded on a narrow screen. */
export const menuOpen = signal(false);

/** Everything around the pages. */
export function Layout() {
  useEffect(followShortcuts, []);
  return (
    <div class="layout">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to the page</a>
      <TopBar />
      <Navigation />
      <main id="main" tabIndex={-1} class={stale.value ? 'old' : undefined}>
        <Lazy load={LOADS[place.value.page]} />
      </main>
      <ConfirmPlace />
      <ToastPlace />
      <Announcer />
      <Help />
    </div>
  );
}
