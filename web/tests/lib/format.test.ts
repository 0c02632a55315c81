import { describe, expect, test } from 'vitest';
import { bytes, clock, count, duration, listing, ms, percent, plural, rate } from '../../src/lib/format';

describe('numbers', () => {
  test.each([[0, '0'], [950, '950'], [9_999, '9,999'], [12_345, '12.3k'], [4_560_000, '4.56M'], [null, '–'], [NaN, '–']])('count %s', (n, text) => expect(count(n)).toBe(text));
  test.each([[0, '0/s'], [0.04, '<0.1/s'], [0.44, '0.4/s'], [23.4, '23/s'], [12_500, '12.5k/s']])('rate %s', (n, text) => expect(rate(n)).toBe(text));
  test.each([[0, '0 %'], [1, '100 %'], [0.00001, '<0.01 %'], [0.0002, '0.02 %'], [0.046, '4.6 %'], [0.37, '37 %'], [0.99999, '99.999 %'], [0.9994, '99.94 %'], [-2.2, '−220 %']])(
    'percent %s', (n, text) => expect(percent(n)).toBe(text));
  test('a ratio that is not all is never shown as 100 %', () => expect(percent(0.9999999)).not.toContain('100'));
  test.each([[0, '–'], [0.821, '0.82 ms'], [5.25, '5.3 ms'], [14.2, '14 ms'], [1_250, '1.25 s'], [180_000, '3 min'], [999.7, '1.00 s']])('ms %s', (n, text) => expect(ms(n)).toBe(text));
  test.each([[512, '512 B'], [1_572_864, '1.50 MiB'], [64e6, '61.0 MiB']])('bytes %s', (n, text) => expect(bytes(n)).toBe(text));
});

describe('times', () => {
  test.each([[8_000, '8 s'], [95_000, '1 min 35 s'], [300_000, '5 min'], [7_500_000, '2 h 5 min'], [4 * 86_400_000, '4 d'], [-5, '0 s']])('duration %s', (n, text) => expect(duration(n)).toBe(text));
  test('a time of another day has its date', () => {
    const noon = new Date(2026, 5, 10, 12, 0, 0);
    expect(clock(noon.toISOString(), noon.getTime())).toBe('12:00:00');
    expect(clock(noon.toISOString(), noon.getTime() + 3 * 86_400_000)).toContain('06-10');
  });
});

test('words', () => {
  expect(plural(1, 'entry', 'entries')).toBe('1 entry');
  expect(plural(0, 'instance')).toBe('0 instances');
  expect(listing([])).toBe('');
  expect(listing(['a', 'b'])).toBe('a and b');
  expect(listing(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
});
