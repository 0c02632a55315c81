import { useState } from 'preact/hooks';
import { messageOf } from '../../api/client';
import { Button, Dialog, Icon } from '../../ui';

interface Props {
  title: string;
  label: string;
  action: string;
  placeholder: string;
  /** One line instead of several. */
  short?: boolean;
  run: (text: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for a text and does something with it. */
export function TextDialog({ title, label, action, placeholder, short, run, onClose }: Props) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await run(text.trim());
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  const field = { value: text, required: true, placeholder, onInput: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value) };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label>{label}{short ? <input autoFocus maxLength={200} {...field} /> : <textarea autoFocus rows={5} maxLength={4000} {...field} />}</label>
        {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
        <footer class="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={busy} disabled={!text.trim()}>{action}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
