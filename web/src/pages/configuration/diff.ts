/** One line of a difference: which side has it, and its number there. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'gap';
  /** From 1; null on the side that does not have it. */
  before: number | null;
  after: number | null;
  text: string;
}

/** Reads a unified diff. What is no line of a hunk (the names of the files) is left out. */
export function parseDiff(text: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  let inHunk = false;
  for (const line of text.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) {
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      if (inHunk) lines.push({ kind: 'gap', before: null, after: null, text: '' });
      inHunk = true;
    } else if (inHunk && line[0] === '+') {
      lines.push({ kind: 'added', before: null, after: after++, text: line.slice(1) });
    } else if (inHunk && line[0] === '-') {
      lines.push({ kind: 'removed', before: before++, after: null, text: line.slice(1) });
    } else if (inHunk && line[0] === ' ') {
      lines.push({ kind: 'same', before: before++, after: after++, text: line.slice(1) });
    }
  }
  return lines;
}
