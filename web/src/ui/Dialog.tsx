import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './Button';

/**
 * A dialog in front of everything: the browser's own, which traps the focus, closes by Esc and gives the focus back where it was.
 */
export function Dialog({ title, onClose, children, wide }: { title: string; onClose: () => void; children: ComponentChildren; wide?: boolean }) {
  const name = useId();
  const box = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget | null>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const dialog = box.current!;
    const before = document.activeElement;
    // The browser may close it by itself, such as at a second Esc.
    const closed = () => close.current();
    dialog.addEventListener('close', closed);
    dialog.showModal();
    return () => {
      // Closed before the focus goes back: what is behind an open one cannot have it.
      dialog.removeEventListener('close', closed);
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={wide ? 'wide' : ''}
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Pressed and let go beside it: a text that is marked beyond the edge does not close it.
      onPointerDown={(event) => (pressed.current = event.target)}
      onClick={(event) => event.target === box.current && pressed.current === box.current && onClose()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={name}>{title}</h2>
          <Button kind="quiet" small icon="close" label="Close" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
