/** Shapes that differ without colour; drawn in the colour of the text beside them. */
const SHAPES = {
  ok: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM4.7 8.3l2.2 2.2 4.4-4.6',
  warn: 'M8 1.8 15 14H1L8 1.8ZM8 6.2v3.6M8 11.6v.6',
  bad: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3l3.8-3.8ZM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 7.2v4M8 4.6v.6',
  pause: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM6.3 5.5v5M9.7 5.5v5',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.5V8l2.5 1.8',
  half: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 1.5v13M8 5h5M8 8h6M8 11h5',
  bell: 'M3.5 11.5h9L11.3 9.8V6.7a3.3 3.3 0 0 0-6.6 0v3.1L3.5 11.5ZM6.7 13.5h2.6',
  mute: 'M3.5 11.5h9L11.3 9.8V6.7a3.3 3.3 0 0 0-6.6 0v3.1L3.5 11.5ZM2 2l12 12',
  open: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  menu: 'M2 4h12M2 8h12M2 12h12',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  run: 'M5 3l7.5 5L5 13z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  moon: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z',
  auto: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 1.5v13M9.5 3v10M11.2 4v8',
  keyboard: 'M1.5 4h13v8.5h-13zM4 7h.5M7 7h.5M10 7h.5M12.2 7h.3M4.5 10h7',
  out: 'M9.5 2.5h-7v11h7M6.5 8h8M11.5 5l3 3-3 3',
  note: 'M3 2.5h10v8l-3 3H3zM5.5 5.5h5M5.5 8h3.5',
  flag: 'M3.5 14.5v-12h8.5l-2 3 2 3H3.5',
  reload: 'M13.5 8A5.5 5.5 0 1 1 11.6 3.8L13.5 5.5M13.5 2v3.5H10',
  dot: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
} as const;

export type IconName = keyof typeof SHAPES;

/** A small drawing beside a text. It is never the only one to say something, so screen readers skip it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
