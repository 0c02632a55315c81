import { useState } from 'preact/hooks';
import { path, send } from '../../api/client';
import type { SilenceStatus } from '../../api/types';
import { operates } from '../../state/session';
import { silences } from '../../state/store';
import { Button, Card, confirm, Empty, Table, toast, Until, Ago, type Column } from '../../ui';
import { SilenceDialog } from './SilenceDialog';

/** The silences of this node. */
export function SilencesTab() {
  const [adding, setAdding] = useState(false);
  const all = silences.all.sort((a, b) => a.endsAt.localeCompare(b.endsAt));
  return (
    <Card title="Silences of this node" aside={operates.value && <Button small icon="mute" onClick={() => setAdding(true)}>New silence…</Button>}>
      <Table caption="Silences" columns={operates.value ? [...COLUMNS, END] : COLUMNS} rows={all} keyOf={(silence) => silence.id} empty={<Empty title="Nothing is silenced.">Receivers are told of every alert that fires.</Empty>} />
      {adding && <SilenceDialog alert={null} onClose={() => setAdding(false)} />}
    </Card>
  );
}

const COLUMNS: Column<SilenceStatus>[] = [
  { title: 'Matchers', head: true, cell: (silence) => <span class="matchers">{silence.matchers.map((matcher) => <code key={matcher}>{matcher}</code>)}</span> },
  { title: 'Comment', cell: (silence) => silence.comment || <span class="muted">none</span> },
  { title: 'By', cell: (silence) => <>{silence.createdBy}, <Ago at={silence.createdAt} /></> },
  { title: 'Ends', cell: (silence) => <Until at={silence.endsAt} /> },
];

const END: Column<SilenceStatus> = { title: 'Change', cell: (silence) => <Button small label={`End the silence of ${silence.matchers.join(', ')}`} onClick={() => askEnd(silence)}>End</Button> };

function askEnd(silence: SilenceStatus): void {
  confirm({
    title: 'End this silence?',
    action: 'End silence',
    what: <p>Receivers are told again of alerts with {silence.matchers.map((matcher) => <code key={matcher}>{matcher}</code>)}.</p>,
    run: async () => {
      await send('DELETE', path`/api/v1/silences/${silence.id}`);
      toast('The silence has ended.');
    },
  });
}
