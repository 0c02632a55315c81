import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface VirtualItem { key: string; height: number; render: () => ComponentChildren }

/** Rows beyond the edges that are there before they are seen, in pixels. */
const AHEAD_PX = 300;

/**
 * A long list of which only the part in view is in the document. Rows have fixed heights, so that the page knows where each one is
 * without drawing it. Scrolls with the page.
 */
export function VirtualRows({ items }: { items: readonly VirtualItem[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, bottom: 1_500 });
  useEffect(() => {
    let asked = 0;
    const look = () => {
      asked = 0;
      if (!box.current) return;
      const top = -box.current.getBoundingClientRect().top;
      setView((before) => (Math.abs(before.top - top) < AHEAD_PX / 3 && before.bottom === top + innerHeight ? before : { top, bottom: top + innerHeight }));
    };
    const ask = () => (asked ||= requestAnimationFrame(look));
    look();
    addEventListener('scroll', ask, { passive: true });
    addEventListener('resize', ask);
    return () => {
      cancelAnimationFrame(asked);
      removeEventListener('scroll', ask);
      removeEventListener('resize', ask);
    };
  }, []);

  const { first, last, before, total } = windowOf(items, view.top - AHEAD_PX, view.bottom + AHEAD_PX);
  return (
    <div ref={box} class="virtual" style={{ height: `${total}px` }} role="rowgroup">
      <div class="virtual-part" style={{ transform: `translateY(${before}px)` }} role="presentation">
        {items.slice(first, last).map((item, i) => (
          <div key={item.key} class="virtual-row" style={{ height: `${item.height}px` }} role="row" aria-rowindex={first + i + 2}>{item.render()}</div>
        ))}
      </div>
    </div>
  );
}

/** Which items a part of the list shows, and how much room those before them take. */
export function windowOf(items: readonly { height: number }[], top: number, bottom: number): { first: number; last: number; before: number; total: number } {
  let [y, first, last, before] = [0, -1, items.length, 0];
  let closed = false;
  for (let i = 0; i < items.length; i++) {
    const next = y + items[i]!.height;
    if (first < 0 && next >= top) [first, before] = [i, y];
    if (!closed && y > bottom) [last, closed] = [i, true];
    y = next;
  }
  if (first < 0) [first, before] = [items.length, y];
  return { first, last: Math.max(first, last), before, total: y };
}
