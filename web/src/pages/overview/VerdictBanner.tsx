import { verdict } from '../../state/picture';
import { Icon } from '../../ui';

/** "Is it well?", answered in one sentence. */
export function VerdictBanner() {
  const { level, answer, because } = verdict.value;
  return (
    <section class={`verdict ${level}`} aria-label="Is it well?">
      <Icon name={level} size={30} />
      <div>
        <p class="question">Is it well?</p>
        <h1><strong>{answer}</strong> {because}</h1>
      </div>
    </section>
  );
}
