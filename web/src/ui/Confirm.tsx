import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { messageOf } from '../api/client';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Icon } from './Icon';
import { toast } from './Toast';

interface Question {
  title: string;
  /** What will happen, in words. */
  what: ComponentChildren;
  /** The words on the button, such as "Drain catalog-3". */
  action: string;
  danger?: boolean;
  /** Does it; what it throws is shown in the dialog, which stays open. */
  run: () => Promise<unknown>;
}

const question = signal<Question | null>(null);

/** Asks before something is changed, and changes it when the answer is yes. */
export function confirm(asked: Question): void {
  question.value = asked;
}

/** Where questions appear; once, in the layout. */
export function ConfirmPlace() {
  const asked = question.value;
  return asked && <Asked key={asked.title} asked={asked} />;
}

function Asked({ asked }: { asked: Question }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const close = () => { if (question.peek() === asked) question.value = null; };
  const run = async () => {
    setBusy(true);
    setProblem('');
    try {
      await asked.run();
      close();
    } catch (error) {
      // Whoever has closed it meanwhile is told all the same.
      if (question.peek() !== asked) toast(`${asked.action}: ${messageOf(error)}`, 'bad');
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={asked.title} onClose={close}>
      <div class="text">{asked.what}</div>
      {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      <footer>
        <Button first onClick={close}>Cancel</Button>
        <Button kind={asked.danger ? 'danger' : 'primary'} busy={busy} onClick={() => void run()}>{asked.action}</Button>
      </footer>
    </Dialog>
  );
}
