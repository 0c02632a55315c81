import { useState } from 'preact/hooks';
import { messageOf, send } from '../../api/client';
import type { AlertStatus, SilenceStatus } from '../../api/types';
import { matchersOf } from '../../state/alerts';
import { Button, Dialog, Icon, toast } from '../../ui';

const LENGTHS = [['30m', '30 minutes'], ['1h', '1 hour'], ['2h', '2 hours'], ['8h', '8 hours'], ['24h', '1 day'], ['168h', '1 week']] as const;

/** Asks for how long and why, and silences an alert, or any with the matchers that are typed. */
export function SilenceDialog({ alert, onClose }: { alert: AlertStatus | null; onClose: () => void }) {
  const [matchers, setMatchers] = useState(alert ? matchersOf(alert).join('\n') : '');
  const [lasting, setLasting] = useState('2h');
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      await send<SilenceStatus>('POST', '/api/v1/silences', { matchers: matchers.split('\n').map((line) => line.trim()).filter(Boolean), lasting, comment: comment.trim() });
      toast(`Silenced for ${LENGTHS.find(([length]) => length === lasting)?.[1] ?? lasting}.`);
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={alert ? `Silence ${alert.name}` : 'New silence'} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <p class="muted">It is still watched and shown, but nobody is told of it, nor of its end, on this node.</p>
        <label>
          For
          <select value={lasting} onChange={(event) => setLasting(event.currentTarget.value)}>{LENGTHS.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select>
        </label>
        <label>
          Comment
          <input autoFocus value={comment} maxLength={1000} required placeholder="Why, and who knows more" onInput={(event) => setComment(event.currentTarget.value)} />
        </label>
        <label>
          Matchers, one on each line; all of them must hold
          <textarea class="code" rows={3} value={matchers} required spellcheck={false} placeholder={'alertname="PerdureStoreLost"\nservice=~"pay.*"'} onInput={(event) => setMatchers(event.currentTarget.value)} />
        </label>
        {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
        <footer class="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={busy}>Silence</Button>
        </footer>
      </form>
    </Dialog>
  );
}
