import { describe, expect, test } from 'vitest';
import { parseInline, parseMarkdown } from '../../src/lib/markdown';

describe('blocks', () => {
  test('headings, paragraphs, lists and code', () => {
    const blocks = parseMarkdown('# One\n\ntwo\nlines\n\n- a\n  more\n- b\n\n3. c\n4. d\n\n```sh\nperdure status\n```\n> said');
    expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'code', 'quote']);
    expect(blocks[1]).toEqual({ kind: 'paragraph', children: [{ kind: 'text', text: 'two lines' }] });
    expect(blocks[2]).toMatchObject({ ordered: false, items: [[{ text: 'a more' }], [{ text: 'b' }]] });
    expect(blocks[3]).toMatchObject({ ordered: true, start: 3 });
    expect(blocks[4]).toEqual({ kind: 'code', text: 'perdure status' });
  });

  test('a fence that does not end takes the rest', () => expect(parseMarkdown('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }]));
});

describe('inline', () => {
  test('strong, emphasis and code', () => {
    expect(parseInline('**What.** `a*b` and *so* a_b_c')).toEqual([
      { kind: 'strong', children: [{ kind: 'text', text: 'What.' }] },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'a*b' },
      { kind: 'text', text: ' and ' },
      { kind: 'em', children: [{ kind: 'text', text: 'so' }] },
      { kind: 'text', text: ' a_b_c' },
    ]);
  });

  test.each(['javascript:alert', 'data:text/html,x', '../alerts.md', ' https://x', '//evil'])('does not follow %s', (href) =>
    expect(parseInline(`[x](${href})`)).toMatchObject([{ kind: 'link', href: null }]));
  test('follows web addresses', () => expect(parseInline('[x](https://example.org/a)')).toMatchObject([{ href: 'https://example.org/a' }]));
  test('markup stays text', () => expect(parseInline('<img src=x onerror=y>')).toEqual([{ kind: 'text', text: '<img src=x onerror=y>' }]));
  test.each(['**', '`', '[', '[a](', '*', '\\', '****', '['.repeat(5_000), '**'.repeat(3_000)])('ends with odd input', (source) => expect(parseInline(source)).toBeDefined());
});
