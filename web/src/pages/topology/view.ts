/** Which part of a drawing is seen: its scale, and where its origin is, in pixels of the window. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const SCALE_MIN = 0.15;
export const SCALE_MAX = 2.5;
const FIT_MAX = 1.15;

/** All of a drawing, in the middle of a window. */
export function fit(drawing: { width: number; height: number }, window: { width: number; height: number }): View {
  if (!drawing.width || !drawing.height || !window.width || !window.height) return { scale: 1, x: 0, y: 0 };
  const scale = clamp(Math.min(window.width / drawing.width, window.height / drawing.height, FIT_MAX));
  return { scale, x: (window.width - drawing.width * scale) / 2, y: (window.height - drawing.height * scale) / 2 };
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
