import { describe, expect, test } from 'vitest';
import { link, PAGES, parseHash } from '../../src/app/router';
import { meaningOf } from '../../src/app/shortcuts';

describe('places', () => {
  test.each(['', '#', '#/', '#/nowhere', '#/%E0%A4%A'])('%s is the overview', (hash) => expect(parseHash(hash).page).toBe('overview'));
  test('reads page, rest and query', () =>
    expect(parseHash('#/services/a%2Fb/c?q=x%20y&state=trouble')).toEqual({ page: 'services', rest: ['a/b', 'c'], query: { q: 'x y', state: 'trouble' } }));
  test('a link leads to where it says', () => {
    const hash = link('services', ['a/b', 'c d'], { q: 'x&y', state: '', order: undefined });
    expect(hash).toBe('#/services/a%2Fb/c%20d?q=x%26y');
    expect(parseHash(hash)).toEqual({ page: 'services', rest: ['a/b', 'c d'], query: { q: 'x&y' } });
  });
});

describe('shortcuts', () => {
  test('each page has a key of its own', () => expect(new Set(PAGES.map((page) => page.key)).size).toBe(PAGES.length));
  test('letters count only after g', () => {
    expect(meaningOf('s', false)).toBeNull();
    expect(meaningOf('g', false)).toBe('chain');
    expect(meaningOf('s', true)).toEqual({ go: 'services' });
    expect(meaningOf('?', false)).toBe('help');
  });
});
