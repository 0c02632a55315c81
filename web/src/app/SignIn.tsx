import { useState } from 'preact/hooks';
import { messageOf } from '../api/client';
import { ended, signIn } from '../state/session';
import { Button, Icon } from '../ui';

/** Asks for a token. */
export function SignIn() {
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      await signIn(token.trim());
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form class="card" onSubmit={(event) => void submit(event)}>
        <h1><img src="./icon.svg" width="28" height="28" alt="" /> Perdure</h1>
        {ended.value && <p class="notice" role="status">Your session is over: it was long unused, the node was restarted, or the token was taken back.</p>}
        <input class="unseen" type="text" name="username" autoComplete="username" value="perdure" readOnly tabIndex={-1} aria-hidden="true" />
        <label>
          Token
          <input type="password" name="token" autoComplete="current-password" required value={token} onInput={(event) => setToken(event.currentTarget.value)} autoFocus />
        </label>
        {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
        <Button kind="primary" type="submit" busy={busy} disabled={!token.trim()}>Sign in</Button>
        <p class="muted">One of those under <code>admin.tokens</code> of the system file. A reader sees everything; an operator can also change things.</p>
      </form>
    </main>
  );
}
