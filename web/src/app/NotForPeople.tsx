import { signOut } from '../state/session';
import { Button } from '../ui';

/** What who signs in with the token of an application sees: it may not read. */
export function NotForPeople() {
  return (
    <main class="sign-in">
      <div class="card">
        <h1><img src="./icon.svg" width="28" height="28" alt="" /> Perdure</h1>
        <p>This token is for applications: it may use queues, locks and elections, but not look at the node. Sign in with the token of a reader or an operator.</p>
        <Button kind="primary" onClick={() => void signOut().catch(() => {})}>Sign in with another token</Button>
      </div>
    </main>
  );
}
