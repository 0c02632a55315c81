import { useMemo } from 'preact/hooks';
import { parseDiff } from './diff';

const SIGNS = { same: ' ', added: '+', removed: '−', gap: '⋯' };
const WORDS = { same: '', added: 'added: ', removed: 'removed: ', gap: '' };
const LINES_MAX = 2_000;

/** A difference line by line, with the numbers of both sides, and signs beside the colours. */
export function Diff({ text, label }: { text: string; label: string }) {
  const lines = useMemo(() => parseDiff(text), [text]);
  const added = lines.filter((line) => line.kind === 'added').length;
  const removed = lines.filter((line) => line.kind === 'removed').length;
  return (
    <>
      <p class="diff-sum"><b class="added">+{added}</b> <b class="removed">−{removed}</b> lines</p>
      <div class="diff" role="region" aria-label={label} tabIndex={0}>
        <table>
          <caption class="unseen">{label}</caption>
          <tbody>
            {lines.slice(0, LINES_MAX).map((line, i) => (
              <tr key={i} class={line.kind}>
                <td class="line-number">{line.before ?? ''}</td>
                <td class="line-number">{line.after ?? ''}</td>
                <td class="sign" aria-hidden="true">{SIGNS[line.kind]}</td>
                <td class="line"><span class="unseen">{WORDS[line.kind]}</span>{line.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lines.length > LINES_MAX && <p class="muted">and {lines.length - LINES_MAX} lines more</p>}
    </>
  );
}
