import { path } from '../../api/client';
import type { Runbook } from '../../api/types';
import { useFetch } from '../../lib/useFetch';
import { Card, Empty, Icon } from '../../ui';
import { stepsBySection, withoutSteps } from '../../lib/steps';
import { Markdown } from '../../ui/Markdown';
import { RunbookStepView } from './RunbookStepView';

interface Props {
  /** Its name on the node; null when the alert has none. */
  name: string | null;
  /** What the rule says, to follow when the node does not have it. */
  address?: string | null;
  /** What is known of the trouble, to fill the steps with. */
  labels?: Record<string, string>;
  /** The incident in which steps are recorded; the open one when it is not said. */
  incident?: string;
}

/** A runbook: what it means, whom it hurts, and the steps, which can be run from here. */
export function RunbookPanel({ name, address, labels = {}, incident }: Props) {
  const { value, problem, loading } = useFetch<Runbook>(name ? path`/api/v1/runbooks/${name}` : null);
  if (!name) return <Card title="Runbook"><Empty title="This alert has no runbook.">Name one with <code>runbook</code> in its rule.</Empty></Card>;
  if (loading) return <Card title="Runbook"><p class="body muted" aria-busy="true">Fetching {name}…</p></Card>;
  if (!value) return <Card title="Runbook"><Elsewhere problem={problem} address={address ?? null} /></Card>;
  const steps = stepsBySection(value);
  return (
    <Card title={<span class="row"><Icon name="note" /> Runbook: {value.title}</span>} class="runbook">
      {value.sections.map((section, i) => (
        <section key={i}>
          {section.heading && section.heading !== value.title && <h3>{section.heading}</h3>}
          <Markdown source={steps[i]!.length > 0 ? withoutSteps(section.markdown) : section.markdown} />
          {steps[i]!.length > 0 && <ol class="steps">{steps[i]!.map((step) => <RunbookStepView key={step.number} runbook={name} step={step} labels={labels} incident={incident} />)}</ol>}
        </section>
      ))}
    </Card>
  );
}

function Elsewhere({ problem, address }: { problem: string; address: string | null }) {
  if (address && /^https?:\/\//i.test(address)) return <p class="body">It is kept elsewhere: <a href={address} target="_blank" rel="noreferrer noopener">{address}</a></p>;
  return <p class="body text-bad">{problem}</p>;
}
