import { useState } from 'preact/hooks';
import { messageOf, path, send } from '../../api/client';
import type { RunbookStep, StepResult } from '../../api/types';
import { fillCommand } from '../../lib/steps';
import { words } from '../../lib/format';
import { instancesByService } from '../../state/health';
import { flags, queues, routes, services } from '../../state/store';
import { Button, Dialog, Icon } from '../../ui';

interface Props {
  runbook: string;
  step: RunbookStep;
  known: Record<string, string>;
  service: string | undefined;
  incident: string | undefined;
  onClose: () => void;
  onResult: (result: StepResult) => void;
}

/** Asks for what a step needs and is not known, shows the command as it will run, and runs it on the node. */
export function RunStepDialog({ runbook, step, known, service, incident, onClose, onResult }: Props) {
  const [values, setValues] = useState(known);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const firstMissing = step.needs.find((need) => !known[need]) ?? step.needs[0];
  const missing = step.needs.some((need) => !values[need]?.trim());
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      const result = await send<StepResult>('POST', path`/api/v1/runbooks/${runbook}/steps/${step.number}/run`, { ...(incident && { incident }), values });
      onResult(result ?? { ok: true, text: '' });
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={`Run step ${step.number}?`} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        {step.needs.map((need) => (
          <label key={need}>
            {words(need.toLowerCase().replace(/^./, (letter) => letter.toUpperCase()))}
            <input autoFocus={need === firstMissing} value={values[need] ?? ''} required list={`choices-${need}`} autoComplete="off" spellcheck={false} onInput={(event) => setValues({ ...values, [need]: event.currentTarget.value })} />
            <datalist id={`choices-${need}`}>{choices(need, values['SERVICE'] || service).map((choice) => <option key={choice} value={choice} />)}</datalist>
          </label>
        ))}
        <div>
          <p class="muted">This node will do what this command does, in your name, and write it into the incident:</p>
          <pre class="terminal"><code>{fillCommand(step.command ?? '', values)}</code></pre>
        </div>
        {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
        <footer class="row end">
          <Button first={step.needs.length === 0} onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" icon="run" busy={busy} disabled={missing}>Run</Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What there is of a kind, to choose from. */
function choices(need: string, service: string | undefined): readonly string[] {
  switch (need) {
    case 'SERVICE': return services.keys;
    case 'ROUTE': return routes.keys;
    case 'FLAG': return flags.keys;
    case 'QUEUE': return queues.keys;
    case 'INSTANCE': return service ? (instancesByService.value.get(service) ?? []).map(({ facts }) => facts.id) : [...instancesByService.value.values()].flat().map(({ facts }) => facts.id);
    default: return [];
  }
}
