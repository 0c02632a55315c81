import { useEffect } from 'preact/hooks';
import { closeStream, openStream } from '../api/stream';
import { checkSession, session } from '../state/session';
import { Layout } from './Layout';
import { NotForPeople } from './NotForPeople';
import { SignIn } from './SignIn';

/** The console: asks who looks at it, then shows the pages. */
export function App() {
  useEffect(() => void checkSession(), []);
  const known = session.value;
  const signedIn = !!known && known.role !== 'app';
  useEffect(() => {
    if (!signedIn) return;
    openStream();
    return closeStream;
  }, [signedIn]);
  if (known === undefined) return <p class="waiting muted" aria-busy="true">Asking the node…</p>;
  if (known?.role === 'app') return <NotForPeople />;
  return known ? <Layout /> : <SignIn />;
}
