/** Which part of a drawing is seen: its scale, and where its origin is, in pixels of the window. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const SCALE_MIN = 0.15;
export const SCALE_MAX = 2.5;
const FIT_MAX = 1.15;
/** Smaller than this nothing can be read: a drawing that does not fit begins at its left. */
const FIT_MIN = 0.5;

/** What lies over the window: buttons above, the legend below; in pixels. */
const OVER = { top: 44, bottom: 28 };

/** All of a drawing, in the middle of a window; of one that is far too wide the left part. */
export function fit(drawing: { width: number; height: number }, window: { width: number; height: number }): View {
  if (!drawing.width || !drawing.height || !window.width || !window.height) return { scale: 1, x: 0, y: 0 };
  const scale = clamp(Math.min(Math.max(FIT_MIN, window.width / drawing.width), (window.height - OVER.top - OVER.bottom) / drawing.height, FIT_MAX));
  return { scale, x: Math.max(0, (window.width - drawing.width * scale) / 2), y: OVER.top + (window.height - OVER.top - OVER.bottom - drawing.height * scale) / 2 };
}

/** Closer or further, while a point of the window stays where it is. */
export function zoom(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = clamp(view.scale * factor);
  const real = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real };
}

function clamp(scale: number): number {
  return Math.min(SCALE_MAX, Math.max(SCALE_MIN, scale));
}
