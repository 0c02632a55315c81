/**
 * The markdown of runbooks as a tree: headings, paragraphs, lists, fenced code, quotes; in a line code, strong, emphasis and links.
 * Anything else is text. The page renders the tree to text nodes, so that no markup of a file can become markup of the page.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong'; children: Inline[] }
  | { kind: 'em'; children: Inline[] }
  | { kind: 'link'; href: string | null; children: Inline[] };

export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph' | 'quote'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] };

const ITEM = /^\s*(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;
const DEPTH_MAX = 8;

/** Reads a text. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === '') {
      at++;
    } else if (/^\s*```/.test(line)) {
      const end = lines.findIndex((other, i) => i > at && /^\s*```/.test(other));
      const stop = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') });
      at = stop + 1;
    } else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]!.length, children: parseInline(heading[2]!) });
      at++;
    } else if (ITEM.test(line)) {
      at = readList(lines, at, blocks);
    } else {
      at = readText(lines, at, blocks);
    }
  }
  return blocks;
}

function readList(lines: string[], from: number, blocks: Block[]): number {
  const first = ITEM.exec(lines[from]!)!;
  const ordered = first[2] !== undefined;
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const item = ITEM.exec(line);
    if (item && (item[2] !== undefined) === ordered) items.push(item[3]!);
    else if (/^\s+\S/.test(line) && !item) items[items.length - 1] += ` ${line.trim()}`;
    else break;
  }
  blocks.push({ kind: 'list', ordered, start: ordered ? Number(first[2]) : 1, items: items.map((item) => parseInline(item)) });
  return at;
}

function readText(lines: string[], from: number, blocks: Block[]): number {
  const quote = /^\s*>/.test(lines[from]!);
  const text: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.trim() === '' || /^(#{1,6}\s|\s*```)/.test(line) || (at > from && ITEM.test(line)) || /^\s*>/.test(line) !== quote) break;
    text.push(line.trim().replace(/^>\s?/, ''));
  }
  blocks.push({ kind: quote ? 'quote' : 'paragraph', children: parseInline(text.join(' ')) });
  return at;
}

/** Reads what stands in a line. */
export function parseInline(source: string, depth = 0): Inline[] {
  const found: Inline[] = [];
  let text = '';
  const flush = () => {
    if (text) found.push({ kind: 'text', text });
    text = '';
  };
  for (let at = 0; at < source.length; ) {
    const hit = depth < DEPTH_MAX ? match(source, at, depth) : null;
    if (hit) {
      flush();
      found.push(hit.inline);
      at = hit.end;
    } else {
      const escaped = source[at] === '\\' && /[\\`*_[\]()#.!-]/.test(source[at + 1] ?? '');
      text += escaped ? source[at + 1] : source[at];
      at += escaped ? 2 : 1;
    }
  }
  flush();
  return found;
}

function match(source: string, at: number, depth: number): { inline: Inline; end: number } | null {
  const char = source[at];
  if (char === '`') return between(source, at, '`', (text) => ({ kind: 'code', text }));
  if (source.startsWith('**', at)) return between(source, at, '**', (text) => ({ kind: 'strong', children: parseInline(text, depth + 1) }));
  if ((char === '*' || char === '_') && /[\s(]|^$/.test(source[at - 1] ?? '')) return between(source, at, char, (text) => ({ kind: 'em', children: parseInline(text, depth + 1) }));
  if (char !== '[') return null;
  const close = source.indexOf('](', at);
  const end = close < 0 ? -1 : source.indexOf(')', close);
  if (end < 0) return null;
  return { inline: { kind: 'link', href: safe(source.slice(close + 2, end)), children: parseInline(source.slice(at + 1, close), depth + 1) }, end: end + 1 };
}

function between(source: string, at: number, mark: string, make: (text: string) => Inline): { inline: Inline; end: number } | null {
  const end = source.indexOf(mark, at + mark.length);
  return end <= at + mark.length ? null : { inline: make(source.slice(at + mark.length, end)), end: end + mark.length };
}

/** Only web addresses are followed; anything else, such as a file beside the runbook, is shown as text. */
function safe(href: string): string | null {
  return /^https?:\/\/[^\s]+$/i.test(href) ? href : null;
}
