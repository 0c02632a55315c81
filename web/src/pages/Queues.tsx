import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, messageOf, path, send } from '../api/client';
import type { JobDetails, JobList, QueueStatus } from '../api/types';
import { bytes, count, duration, percent, plural } from '../lib/format';
import { operates } from '../state/session';
import { durability, loaded, queues } from '../state/store';
import { Ago, Button, Card, confirm, Dialog, Empty, Fact, Icon, Meter, State, Table, toast, type Tone } from '../ui';
import '../style/queues.css';

const PAGE = 50;

/** The page Queues. */
export default function Queues() {
  const store = durability.value;
  const rows = queues.all;
  const [open, setOpen] = useState<string | null>(null);
  if (!loaded.value) return <><h1>Queues</h1><p class="muted" aria-busy="true">Loading…</p></>;
  return (
    <>
      <div class="page-head">
        <h1>Queues</h1>
        {store && <State tone={store.state === 'open' ? 'ok' : store.state === 'opening' ? 'info' : 'bad'}>{store.engine} {store.state}</State>}
        {store && <span class="muted">{store.location}</span>}
      </div>
      {store?.problem && <p class="problem" role="alert"><Icon name="bad" /> {store.problem}</p>}
      {store?.warning && <p class="problem"><Icon name="warn" /> {store.warning}</p>}
      {!!store?.heldRoutes?.length && <p class="problem"><Icon name="warn" /> Requests wait for routes that are gone or do not defer any more: {store.heldRoutes.join(', ')}.</p>}
      <Card>
        <Table
          caption="Queues"
          rows={rows}
          keyOf={(queue) => queue.name}
          empty={store
            ? <Empty title="No queues">They are declared under <code>queues</code> in the system file.</Empty>
            : <Empty title="This node keeps nothing">With <code>queues</code>, <code>durability</code> or <code>idempotency</code> in the system file it does.</Empty>}
          columns={[
            { title: 'Queue', head: true, cell: (queue) => <><strong>{queue.name}</strong>{!queue.declared && <div class="muted">not in the system file</div>}</> },
            { title: 'State', cell: (queue) => <State tone={toneOf(queue)}>{wordOf(queue)}</State> },
            { title: 'Depth', cell: (queue) => <Depth queue={queue} /> },
            { title: 'Oldest', number: true, cell: (queue) => (queue.oldestAt ? duration(queue.oldestAgeSeconds * 1000) : '–') },
            { title: 'At workers', number: true, cell: (queue) => count(queue.claimed) },
            { title: 'Done', number: true, cell: (queue) => count(queue.done) },
            { title: 'Dead', number: true, cell: (queue) => (queue.dead > 0 ? <span class="bad-number">{count(queue.dead)}</span> : '0') },
            { title: 'Jobs', cell: (queue) => <Button small label={`Jobs of ${queue.name}`} expanded={open === queue.name} onClick={() => setOpen(open === queue.name ? null : queue.name)}>{open === queue.name ? 'Hide' : queue.dead > 0 ? 'Look at the dead' : 'Look'}</Button> },
          ]}
        />
      </Card>
      {open && rows.filter((queue) => queue.name === open).map((queue) => <Jobs key={open} queue={queue} />)}
    </>
  );
}

function toneOf(queue: QueueStatus): Tone {
  return queue.dead > 0 ? 'bad' : fill(queue) >= 0.8 ? 'warn' : queue.declared ? 'ok' : 'off';
}

function wordOf(queue: QueueStatus): string {
  return queue.dead > 0 ? 'has dead jobs' : fill(queue) >= 0.8 ? 'nearly full' : queue.pending + queue.claimed > 0 ? 'at work' : 'empty';
}

function fill(queue: QueueStatus): number {
  return queue.maxDepth > 0 ? (queue.pending + queue.claimed) / queue.maxDepth : 0;
}

function Depth({ queue }: { queue: QueueStatus }) {
  const depth = queue.pending + queue.claimed;
  if (queue.maxDepth === 0) return <span class="numbers">{count(depth)}</span>;
  return (
    <div class="depth">
      <span class="numbers">{count(depth)} <span class="muted">of {count(queue.maxDepth)}, {percent(fill(queue))}</span></span>
      <Meter value={fill(queue)} label={`How full ${queue.name} is`} tone={fill(queue) >= 0.8 ? 'warn' : 'info'} />
    </div>
  );
}

const STATES = ['dead', 'pending', 'claimed', 'done'] as const;

function Jobs({ queue }: { queue: QueueStatus }) {
  const [state, setState] = useState<(typeof STATES)[number]>(queue.dead > 0 ? 'dead' : 'pending');
  const [list, setList] = useState<JobList | null>(null);
  const [problem, setProblem] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  const asked = useRef(0);
  const load = useCallback(async (after = 0) => {
    const mine = ++asked.current;
    try {
      const found = await get<JobList>(`${path`/api/v1/queues/${queue.name}/jobs`}?state=${state}&max=${PAGE}${after ? `&after=${after}` : ''}`);
      // A later question counts, whichever answer comes last.
      if (mine !== asked.current) return;
      setList((before) => (after && before ? { jobs: [...before.jobs, ...found.jobs], next: found.next } : found));
      setProblem('');
    } catch (error) {
      if (mine === asked.current) setProblem(messageOf(error));
    }
  }, [queue.name, state]);
  useEffect(() => {
    setList(null);
    void load();
  }, [load]);
  // Dead jobs are few and are acted on: the list of them is kept up to date, unless somebody has gone further down in it.
  useEffect(() => {
    if (state === 'dead' && list && list.jobs.length <= PAGE) void load();
  }, [queue.dead]);

  const retry = (ids?: string[]) => confirm({
    title: ids ? `Try the job ${ids[0]} again?` : `Try all dead jobs of ${queue.name} again?`,
    what: <p>{ids ? 'It goes' : `${plural(queue.dead, 'job')} go`} back into the queue with all attempts anew, at the end of the order.</p>,
    action: ids ? 'Try it again' : 'Try all again',
    run: async () => {
      const done = await send<{ jobs: number }>('POST', path`/api/v1/queues/${queue.name}/retry`, ids ? { ids } : {});
      toast(`${plural(done?.jobs ?? 0, 'job')} of ${queue.name} will be tried again.`);
      await load();
    },
  });

  return (
    <Card
      title={`Jobs of ${queue.name}`}
      aside={(
        <div class="row" role="group" aria-label="Which jobs">
          {STATES.map((one) => <Button key={one} small pressed={one === state} onClick={() => setState(one)}>{one}</Button>)}
          <Button small kind="quiet" icon="reload" label="Ask again" onClick={() => void load()} />
          {operates.value && state === 'dead' && !!list?.jobs.length && <Button small kind="primary" onClick={() => retry()}>Try all again</Button>}
        </div>
      )}
    >
      {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      {list && (
        <Table
          caption={`Jobs of ${queue.name} that are ${state}, the oldest first`}
          rows={list.jobs}
          keyOf={(job) => job.id}
          empty={<Empty title={`No jobs are ${state}`} />}
          columns={[
            { title: 'Job', head: true, cell: (job) => <button type="button" class="link" onClick={() => setShown(job.id)}><code>{job.id}</code></button> },
            { title: 'Enqueued', cell: (job) => <Ago at={job.enqueuedAt} /> },
            { title: 'Attempts', number: true, cell: (job) => count(job.attempts) },
            { title: 'Last error', cell: (job) => <span class="last-error">{job.lastError ?? '–'}</span> },
            { title: 'Size', number: true, cell: (job) => bytes(job.payloadBytes) },
            ...(operates.value && state === 'dead' ? [{ title: 'Do', cell: (job: JobDetails) => <Button small label={`Try ${job.id} again`} onClick={() => retry([job.id])}>Try again</Button> }] : []),
          ]}
        />
      )}
      {!!list?.next && <p class="more"><Button small onClick={() => void load(list.next)}>More</Button></p>}
      {shown && <Job queue={queue.name} id={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}

function Job({ queue, id, onClose }: { queue: string; id: string; onClose: () => void }) {
  const [job, setJob] = useState<JobDetails | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    get<JobDetails>(path`/api/v1/queues/${queue}/jobs/${id}`).then(setJob, (error: unknown) => setProblem(messageOf(error)));
  }, [queue, id]);
  const content = job && (job.payload ?? job.payloadBase64 ?? job.result);
  return (
    <Dialog title={`Job ${id}`} onClose={onClose} wide>
      {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      {job && (
        <>
          <dl>
            <Fact name="State">{job.state}, {plural(job.attempts, 'attempt')}</Fact>
            <Fact name="Enqueued"><Ago at={job.enqueuedAt} /></Fact>
            {job.worker && <Fact name="Worker">{job.worker}</Fact>}
            {job.group && <Fact name="Group">{job.group}</Fact>}
            {job.request && <Fact name="Request">{job.request.method} {job.request.target}, route {job.request.route}</Fact>}
            {job.lastError && <Fact name="Last error">{job.lastError}</Fact>}
            {Object.entries(job.headers ?? {}).map(([name, value]) => <Fact key={name} name={name}>{value}</Fact>)}
          </dl>
          {content ? <pre class="content" tabIndex={0} aria-label="Content">{content}</pre> : <p class="muted">{plural(job.payloadBytes, 'byte')} of content, not shown here.</p>}
        </>
      )}
    </Dialog>
  );
}
