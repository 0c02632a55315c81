import { useEffect, useRef, useState } from 'preact/hooks';
import { probe } from '../../api/client';
import type { TapRecord } from '../../api/types';
import { bytes, clock, ms } from '../../lib/format';
import { Button, Card, Empty, Icon, State, Table, type Tone } from '../../ui';
import { tapQuery, tapRow, type TapRow } from './tapRow';

/** Rows kept; older ones go. */
const ROWS_MAX = 200;
/** Rows that came are shown together so often: a row at a time would be too fast to read anyway. */
const SHOW_EVERY_MS = 400;
const STATUSES = [['', 'any'], ['400', '400 and above'], ['500', '500 and above']] as const;
const SAMPLES = [['', 'all, up to 20/s'], ['0.1', '10 %'], ['0.01', '1 %']] as const;

/** Single requests as they end, sampled by the node. It collects them only while somebody looks. */
export function Tap({ route }: { route: string }) {
  const [on, setOn] = useState(false);
  const [paused, setPaused] = useState(false);
  const [minStatus, setMinStatus] = useState('');
  const [sample, setSample] = useState('');
  const [rows, setRows] = useState<readonly TapRow[]>([]);
  const [state, setState] = useState<'opening' | 'open' | 'lost' | 'refused'>('opening');
  const [problem, setProblem] = useState('');
  const waiting = useRef<TapRow[]>([]);
  const held = useRef(false);
  held.current = paused;

  useEffect(() => {
    if (!on) return;
    setState('opening');
    setProblem('');
    setRows([]);
    waiting.current = [];
    let seq = 0;
    let over = false;
    const address = `/api/v1/tap${tapQuery(route, minStatus, sample)}`;
    const source = new EventSource(address);
    source.onopen = () => setState('open');
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) {
        setState('lost');
        return;
      }
      // The browser does not ask again after an answer that is none.
      setState('refused');
      void probe(address).then((why) => over || setProblem(why || 'The node ended it. Stop, and listen again.'));
    };
    source.addEventListener('request', (event) => {
      if (held.current) return;
      waiting.current.unshift(tapRow(++seq, JSON.parse((event as MessageEvent<string>).data) as TapRecord));
      waiting.current.length = Math.min(waiting.current.length, ROWS_MAX);
    });
    const timer = setInterval(() => {
      if (waiting.current.length === 0) return;
      const fresh = waiting.current;
      waiting.current = [];
      setRows((before) => [...fresh, ...before].slice(0, ROWS_MAX));
    }, SHOW_EVERY_MS);
    return () => {
      over = true;
      source.close();
      clearInterval(timer);
    };
  }, [on, route, minStatus, sample]);

  return (
    <Card
      title="Live requests"
      aside={on && <State tone={paused ? 'off' : state === 'open' ? 'ok' : state === 'opening' ? 'info' : 'bad'}>{paused ? 'paused' : state === 'open' ? 'live' : state === 'lost' ? 'lost, trying again' : state === 'refused' ? 'ended' : 'opening'}</State>}
    >
      <div class="body row tap-bar">
        <Button kind={on ? 'plain' : 'primary'} icon={on ? 'close' : 'run'} onClick={() => { setOn(!on); setPaused(false); }}>{on ? 'Stop' : 'Listen'}</Button>
        {on && <Button icon={paused ? 'run' : 'pause'} pressed={paused} onClick={() => setPaused(!paused)}>{paused ? 'Go on' : 'Pause'}</Button>}
        <label class="inline">Status<Choice value={minStatus} set={setMinStatus} of={STATUSES} /></label>
        <label class="inline">Sample<Choice value={sample} set={setSample} of={SAMPLES} /></label>
        <span class="muted">{route ? <>of the route <b>{route}</b></> : 'of all routes'}; the last {ROWS_MAX}</span>
      </div>
      {on && problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      {rows.length > 0 && (
        <div class="tap-rows">
          <Table caption="Live requests, the last one first" rows={rows} keyOf={(row) => row.seq} rowClass={(row) => (toneOfStatus(row.status) === 'bad' ? 'trouble' : '')} columns={COLUMNS} />
        </div>
      )}
      {on && !problem && rows.length === 0 && <Empty title="No request yet">Requests that fit appear here as they end.</Empty>}
      {!on && rows.length === 0 && <Empty title="Not listening">The node collects single requests only while somebody listens: at most 20 a second for each listener.</Empty>}
    </Card>
  );
}

const COLUMNS = [
  { title: 'Time', cell: (row: TapRow) => <span class="numbers nowrap">{row.at ? clock(row.at) : ''}</span> },
  { title: 'Request', head: true, cell: (row: TapRow) => <span class="tap-target"><b>{row.method}</b> {row.target}</span> },
  { title: 'Status', cell: (row: TapRow) => <State tone={toneOfStatus(row.status)}>{row.status || 'none'}</State> },
  { title: 'Took', number: true, cell: (row: TapRow) => ms(row.durationMs) },
  { title: 'Route', cell: (row: TapRow) => row.route },
  { title: 'Instance', cell: (row: TapRow) => row.instance },
  { title: 'Tries', number: true, cell: (row: TapRow) => row.attempts || '' },
  { title: 'Sent', number: true, cell: (row: TapRow) => bytes(row.bytesOut) },
  { title: 'What came of it', cell: (row: TapRow) => <>{row.note}{row.id && <code class="tap-id" title="The request's id">{row.id}</code>}</> },
];

function Choice({ value, set, of }: { value: string; set: (value: string) => void; of: readonly (readonly [string, string])[] }) {
  return (
    <select value={value} onChange={(event) => set(event.currentTarget.value)}>
      {of.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
    </select>
  );
}

function toneOfStatus(status: number): Tone {
  return status >= 500 || status === 0 ? 'bad' : status >= 400 ? 'warn' : 'ok';
}
