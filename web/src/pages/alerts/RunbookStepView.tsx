import { useState } from 'preact/hooks';
import type { RunbookStep, StepResult } from '../../api/types';
import { copy } from '../../lib/clipboard';
import { fillCommand, knownValues } from '../../lib/steps';
import { operates } from '../../state/session';
import { Button, State } from '../../ui';
import { MarkdownLine } from '../../ui/Markdown';
import { RunStepDialog } from './RunStepDialog';

interface Props { runbook: string; step: RunbookStep; labels: Record<string, string>; incident: string | undefined }

/** One step: its command with what is known filled in, a button to run it for those who may, and what came of it. */
export function RunbookStepView({ runbook, step, labels, incident }: Props) {
  const [asking, setAsking] = useState(false);
  const [result, setResult] = useState<StepResult | null>(null);
  const command = step.command === null ? null : fillCommand(step.command, knownValues(step, labels));
  return (
    <li class="step">
      <div class="step-text">
        {command !== null && (
          <div class="command">
            <code>{command}</code>
            <Button kind="quiet" small icon="copy" label={`Copy the command of step ${step.number}`} onClick={() => void copy(command, 'the command')} />
            {step.runnable && operates.value && <Button small icon="run" label={`Run step ${step.number}`} title="Run it on this node" onClick={() => setAsking(true)}>Run…</Button>}
          </div>
        )}
        <p><MarkdownLine source={step.text} /></p>
        {result && (
          <div class="result" role="status">
            <State tone={result.ok ? 'ok' : 'bad'}>{result.ok ? 'Done, and recorded in the incident' : 'It did not work'}</State>
            <pre tabIndex={0}><code>{result.text}</code></pre>
          </div>
        )}
      </div>
      {asking && <RunStepDialog runbook={runbook} step={step} known={knownValues(step, labels)} service={labels['service']} incident={incident} onClose={() => setAsking(false)} onResult={setResult} />}
    </li>
  );
}
