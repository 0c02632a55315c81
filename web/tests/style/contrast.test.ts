import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../src/style/tokens.css', import.meta.url), 'utf8');
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map((match) => [match[1]!, [match[2]!, match[3]!] as const]));

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const texts: [string, string[]][] = [
  ['text', ['ground', 'sheet', 'sheet-2', 'ok-ground', 'warn-ground', 'bad-ground', 'accent-ground', 'off-ground']],
  ['muted', ['ground', 'sheet', 'sheet-2', 'accent-ground', 'off-ground']],
  ['accent', ['ground', 'sheet', 'sheet-2', 'accent-ground']],
  ['on-accent', ['accent']],
  ...['ok', 'warn', 'bad', 'info', 'off'].map((tone): [string, string[]] => [tone, ['ground', 'sheet', 'sheet-2', `${tone}-ground`]]),
];
const shapes: [string, string[]][] = [
  ['line-strong', ['sheet']], ['focus', ['ground', 'sheet']],
  ...['series-1', 'series-2', 'series-3', 'series-4', 'series-5'].map((name): [string, string[]] => [name, ['sheet']]),
];

describe.each([['light', 0], ['dark', 1]] as const)('%s', (_, side) => {
  const of = (name: string) => tokens.get(name)?.[side] ?? '';
  test.each(texts.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground])))('text %s on %s', (text, ground) =>
    expect(contrast(of(text!), of(ground!))).toBeGreaterThanOrEqual(4.5));
  test.each(shapes.flatMap(([shape, grounds]) => grounds.map((ground) => [shape, ground])))('shape %s on %s', (shape, ground) =>
    expect(contrast(of(shape!), of(ground!))).toBeGreaterThanOrEqual(3));
  test('white on what is dangerous', () => expect(contrast('#ffffff', of('danger-fill'))).toBeGreaterThanOrEqual(4.5));
});
