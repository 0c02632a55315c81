import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './Button';
import { Icon } from './Icon';

interface Message { id: number; text: string; tone: 'ok' | 'bad' }

const SHOWN_MS = 6_000;
const messages = signal<Message[]>([]);
let last = 0;

/** Says for a while what came of something. Troubles stay until they are closed. */
export function toast(text: string, tone: 'ok' | 'bad' = 'ok'): void {
  const id = ++last;
  messages.value = [...messages.value.slice(-3), { id, text, tone }];
  if (tone === 'ok') setTimeout(() => close(id), SHOWN_MS);
}

function close(id: number): void {
  messages.value = messages.value.filter((one) => one.id !== id);
}

/** Where messages appear; once, in the layout. A popover, so that an open dialog does not hide it: what is shown last is in front. */
export function ToastPlace() {
  const box = useRef<HTMLDivElement>(null);
  const count = messages.value.length;
  useEffect(() => {
    if (box.current?.matches(':popover-open')) box.current.hidePopover();
    if (count > 0) box.current?.showPopover();
  }, [count, last]);
  return (
    <div ref={box} class="toasts" popover="manual" role="status" aria-live="polite">
      {messages.value.map((one) => (
        <div key={one.id} class={`toast ${one.tone}`}>
          <Icon name={one.tone} />
          <span>{one.text}</span>
          <Button kind="quiet" small icon="close" label="Close this message" onClick={() => close(one.id)} />
        </div>
      ))}
    </div>
  );
}
