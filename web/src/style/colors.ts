/**
 * A colour of the design as the browser computes it now, for what is drawn on a canvas: a custom property itself reads as
 * `light-dark(…)`. Ask again when the theme or the system's preference changes.
 */
export function colorOf(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
