import { lastNewsAt, stale } from '../../api/stream';
import { clock } from '../../lib/format';
import { verdict } from '../../state/picture';
import { Icon } from '../../ui';

/** "Is it well?", answered in one sentence; without news it is not known, whatever was last. */
export function VerdictBanner() {
  const { level, answer, because } = verdict.value;
  const old = stale.value;
  return (
    <section class={`verdict ${old ? 'old' : level}`} aria-label="Is it well?">
      <Icon name={old ? 'clock' : level} size={30} />
      <div>
        <p class="question">Is it well?</p>
        {old
          ? <h1><strong>Not known.</strong> The node has said nothing since {clock(new Date(lastNewsAt.value).toISOString())}. What is shown is of then: “{answer} {because}”</h1>
          : <h1><strong>{answer}</strong> {because}</h1>}
      </div>
    </section>
  );
}
