import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../ui';
import { fit, zoom, type View } from './view';

interface Props {
  width: number;
  height: number;
  label: string;
  children: ComponentChildren;
}

const STEP_PX = 60;
const FACTOR = 1.25;
const KEYS = '↑ ↓ ← → move, + − zoom, 0 fits';

/** A drawing to move and to zoom: by pointer, by two fingers, by the wheel with Ctrl, by keys and by buttons. */
export function Canvas({ width, height, label, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ scale: 1, x: 0, y: 0 });
  const touched = useRef(false);
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const moved = useRef(false);

  const fitNow = () => {
    touched.current = false;
    const { clientWidth = 0, clientHeight = 0 } = box.current ?? {};
    setView(fit({ width, height }, { width: clientWidth, height: clientHeight }));
  };
  const middle = () => ({ x: (box.current?.clientWidth ?? 0) / 2, y: (box.current?.clientHeight ?? 0) / 2 });
  const change = (next: (view: View) => View) => {
    touched.current = true;
    setView(next);
  };

  useEffect(() => {
    fitNow();
    const resized = new ResizeObserver(() => touched.current || fitNow());
    resized.observe(box.current!);
    return () => resized.disconnect();
  }, [width, height]);

  // Not by the JSX property: a wheel that zooms must be able to stop the page from scrolling.
  useEffect(() => {
    const element = box.current!;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      change((before) => zoom(before, Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top }));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, [number, number]> = { ArrowLeft: [STEP_PX, 0], ArrowRight: [-STEP_PX, 0], ArrowUp: [0, STEP_PX], ArrowDown: [0, -STEP_PX] };
    const step = steps[event.key];
    if (step) change((before) => ({ ...before, x: before.x + step[0], y: before.y + step[1] }));
    else if (event.key === '+' || event.key === '=') change((before) => zoom(before, FACTOR, middle()));
    else if (event.key === '-') change((before) => zoom(before, 1 / FACTOR, middle()));
    else if (event.key === '0') fitNow();
    else return;
    event.preventDefault();
  };

  const onPointerMove = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    pointers.current.set(event.pointerId, now);
    if (!moved.current && Math.hypot(now.x - before.x, now.y - before.y) < 3) {
      pointers.current.set(event.pointerId, before);
      return;
    }
    moved.current = true;
    const other = others[0];
    if (!other) {
      change((view) => ({ ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y }));
      return;
    }
    const { left, top } = box.current!.getBoundingClientRect();
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    change((view) => zoom(view, factor, { x: (now.x + other.x) / 2 - left, y: (now.y + other.y) / 2 - top }));
  };

  return (
    <div class="canvas" ref={box}>
      <svg
        role="group"
        aria-label={`${label}. ${KEYS}.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (pointers.current.size === 0) moved.current = false;
          pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => pointers.current.delete(event.pointerId)}
        onPointerCancel={(event) => pointers.current.delete(event.pointerId)}
        onPointerLeave={(event) => pointers.current.delete(event.pointerId)}
        onClickCapture={(event) => {
          // The end of a drag is no click on what happens to be there.
          if (!moved.current) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>{children}</g>
      </svg>
      <div class="canvas-tools" role="group" aria-label="Zoom">
        <Button small label="Closer" onClick={() => change((before) => zoom(before, FACTOR, middle()))}>+</Button>
        <Button small label="Further away" onClick={() => change((before) => zoom(before, 1 / FACTOR, middle()))}>−</Button>
        <Button small label="Fit to the window" onClick={fitNow}>Fit</Button>
      </div>
      <p class="canvas-keys" aria-hidden="true">{KEYS}</p>
    </div>
  );
}
