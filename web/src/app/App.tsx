import { useLayoutEffect } from 'preact/hooks';
import { closeStream, openStream } from '../api/stream';
import { session } from '../state/session';
import { Layout } from './Layout';
import { NotForPeople } from './NotForPeople';
import { SignIn } from './SignIn';

/** The console: shows the pages to whom the node knows; who that is is asked before, in main. */
export function App() {
  const known = session.value;
  const signedIn = !!known && known.role !== 'app';
  // Before anything is painted: the first frame takes longest.
  useLayoutEffect(() => {
    if (!signedIn) return;
    openStream();
    return closeStream;
  }, [signedIn]);
  if (known === undefined) return <p class="waiting muted" aria-busy="true">Asking the node…</p>;
  if (known?.role === 'app') return <NotForPeople />;
  return known ? <Layout /> : <SignIn />;
}
