import { useEffect, useState } from 'preact/hooks';
import { ApiError, get, getText, messageOf, send } from '../api/client';
import type { ConfigurationStatus, ReloadProblem, RolloutStatus, VersionStatus } from '../api/types';
import { duration, percent, plural } from '../lib/format';
import { operates } from '../state/session';
import { coordination, events, lastReload, node } from '../state/store';
import { Ago, Badge, Button, Card, Clock, confirm, Empty, Fact, Icon, State, Table, toast, type Tone } from '../ui';
import { Diff } from './configuration/Diff';
import '../style/configuration.css';

/** GET /api/v1/configuration/file: what the node's own file says that does not run. */
interface FileDrift { path: string; inForce: string; changed: boolean; diff: string; problem: string | null }

const REFUSALS = new Set(['reload-refused', 'configuration-refused', 'rollout-stopped', 'reload-failed']);
const REFUSALS_MAX = 10;

/** The page Configuration. */
export default function Configuration() {
  const [status, problem, again] = useStatus();
  return (
    <>
      <div class="page-head"><h1>Configuration</h1></div>
      {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      <div class="halves">
        <Runs status={status} />
        <LastReload />
      </div>
      {operates.value && <File status={status} />}
      {status?.rollout && <Rollout rollout={status.rollout} again={again} />}
      {!!status?.reports.length && <Reports status={status} />}
      {!!status?.history?.length && <History status={status} again={again} />}
    </>
  );
}

function Runs({ status }: { status: ConfigurationStatus | null }) {
  const plan = node.value?.plan;
  const here = status?.here ?? coordination.value?.configuration;
  const version = status?.current?.version === here?.version ? status?.current : status?.history?.find((one) => one.version === here?.version);
  return (
    <Card title="What runs" aside={here?.problem ? <Badge tone="bad">not what it should</Badge> : <Badge tone="ok">as it should</Badge>}>
      <dl class="body">
        <Fact name="Configuration">{here?.version ? `version ${here.version}, shared by all nodes` : 'the file of this node'}</Fact>
        {version && <Fact name="Applied by">{version.by}, <Ago at={version.at} /></Fact>}
        {version?.comment && <Fact name="Comment">{version.comment}</Fact>}
        {version && !version.withdrawn && <Fact name="SHA-256"><code title={version.digest}>{version.digest.slice(0, 12)}</code></Fact>}
        {here && here.target !== here.version && <Fact name="It should run">{here.target ? `version ${here.target}` : 'its own file'}</Fact>}
        <Fact name="File"><code>{plan?.file ?? '–'}</code></Fact>
        <Fact name="In force">{plan ? <>plan {plan.version} of this process, since <Clock at={plan.loadedAt} /></> : '–'}</Fact>
      </dl>
      {here?.problem && <p class="problem"><Icon name="bad" /> {here.problem}</p>}
    </Card>
  );
}

function LastReload() {
  const last = lastReload.value;
  const refusals = events.value.filter((event) => REFUSALS.has(event.name)).slice(-REFUSALS_MAX).reverse();
  return (
    <Card title="Last reload" aside={last && <State tone={last.ok ? 'ok' : 'bad'}>{last.ok ? 'accepted' : 'refused'}, <Ago at={last.at} /></State>}>
      {!last && refusals.length === 0 && <Empty title="None since the node started">A changed system file is loaded by itself; what is wrong with it appears here.</Empty>}
      {last && !last.ok && <p class="body">The plan before it goes on. Mend the file, and it is loaded again:</p>}
      {last && <Remarks tone="bad" remarks={last.errors ?? []} />}
      {last && <Remarks tone="warn" remarks={last.warnings ?? []} />}
      {last?.ok && last.warnings.length === 0 && <p class="body muted">Without a remark.</p>}
      {refusals.length > 0 && (
        <details class="earlier">
          <summary>{plural(refusals.length, 'refusal')} since the start</summary>
          <ul>{refusals.map((event) => <li key={event.seq}><Clock at={event.at} /> {event.text}</li>)}</ul>
        </details>
      )}
    </Card>
  );
}

function Remarks({ tone, remarks }: { tone: 'bad' | 'warn'; remarks: readonly ReloadProblem[] }) {
  return (
    <ul class="remarks">
      {remarks.map((one, i) => (
        <li key={i}>
          <State tone={tone}><code>{one.line > 0 ? `${nameOf(one.file)}:${one.line}:${one.column}` : nameOf(one.file)}</code></State>
          <span>{one.path && <><b>{one.path}</b>: </>}{one.message}</span>
        </li>
      ))}
    </ul>
  );
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function File({ status }: { status: ConfigurationStatus | null }) {
  const [drift, setDrift] = useState<FileDrift | null>(null);
  const [problem, setProblem] = useState('');
  const [asked, setAsked] = useState(0);
  const reloaded = lastReload.value?.at;
  const plan = node.value?.plan?.version;
  useEffect(() => {
    const stop = new AbortController();
    get<FileDrift>('/api/v1/configuration/file', stop.signal).then(
      (found) => { setDrift(found); setProblem(''); },
      (error: unknown) => stop.signal.aborted || setProblem(messageOf(error)),
    );
    return () => stop.abort();
  }, [reloaded, plan, status?.here.version, asked]);
  return (
    <Card
      title="The file, against what runs"
      aside={<div class="row">{drift && <State tone={drift.changed ? 'warn' : 'ok'}>{drift.changed ? 'differs' : 'the same'}</State>}<Button small kind="quiet" icon="reload" label="Look again" onClick={() => setAsked(asked + 1)} /></div>}
    >
      {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      {drift?.problem && <p class="problem"><Icon name="warn" /> {drift.problem}</p>}
      {drift && (drift.changed && drift.diff
        ? <Diff text={drift.diff} label={`What ${drift.path} says beyond ${drift.inForce}`} />
        : <p class="body muted"><code>{drift.path}</code> says what runs here: {drift.inForce}.</p>)}
    </Card>
  );
}

const STEP: Record<string, [Tone, string]> = { done: ['ok', 'has it'], now: ['info', 'is watched now'], next: ['off', 'waits'] };

function Rollout({ rollout, again }: { rollout: RolloutStatus; again: () => void }) {
  const running = rollout.state === 'running';
  const tones: Record<RolloutStatus['state'], Tone> = { running: 'info', done: 'ok', stopped: 'bad', superseded: 'off' };
  const stop = () => confirm({
    title: 'Stop the roll-out?',
    what: <p>The nodes that have version {rollout.version} go back to {rollout.from ? `version ${rollout.from}` : 'their own files'}.</p>,
    action: 'Stop the roll-out',
    danger: true,
    run: async () => {
      await send('POST', '/api/v1/configuration/rollout/stop');
      toast('The roll-out is stopped.');
      again();
    },
  });
  return (
    <Card title={`Roll-out of version ${rollout.version}`} aside={<div class="row"><Badge tone={tones[rollout.state]}>{rollout.state}</Badge>{running && operates.value && <Button small kind="danger" onClick={stop}>Stop…</Button>}</div>}>
      <p class="body muted">
        From {rollout.from ? `version ${rollout.from}` : 'the files of the nodes'}; each node is watched for {duration(rollout.pauseSeconds * 1000)}, and the share of failed requests may rise by {percent(rollout.errorRatioIncreaseMax)}.
      </p>
      {rollout.reason && <p class="problem"><Icon name="bad" /> {rollout.reason}</p>}
      <ol class="steps">
        {rollout.order.map((name) => {
          const [tone, words] = STEP[rollout.done.includes(name) ? 'done' : running && rollout.node === name ? 'now' : 'next']!;
          return <li key={name}><b>{name}</b> <State tone={tone} icon={tone === 'info' ? 'clock' : tone === 'off' ? 'dot' : 'ok'}>{words}</State></li>;
        })}
      </ol>
    </Card>
  );
}

function Reports({ status }: { status: ConfigurationStatus }) {
  return (
    <Card title="What each node says">
      <Table
        caption="What each node says of its configuration"
        rows={status.reports}
        keyOf={(report) => report.node}
        columns={[
          { title: 'Node', head: true, cell: (report) => <strong>{report.node}</strong> },
          { title: 'Runs', cell: (report) => (report.version ? `version ${report.version}` : 'its own file') },
          { title: 'State', cell: (report) => <State tone={report.ok ? 'ok' : 'bad'}>{report.ok ? 'well' : 'refused it'}</State> },
          { title: 'Why', cell: (report) => report.error ?? '–' },
          { title: 'Failed requests', number: true, cell: (report) => percent(report.requests ? report.failed / report.requests : 0) },
          { title: 'Said', cell: (report) => <Ago at={report.at} /> },
        ]}
      />
    </Card>
  );
}

function History({ status, again }: { status: ConfigurationStatus; again: () => void }) {
  const [open, setOpen] = useState<{ from: number; to: number; text: string } | null>(null);
  const [problem, setProblem] = useState('');
  const rows = status.history ?? [];
  const show = async (to: VersionStatus) => {
    const from = rows.find((one) => one.version < to.version && !one.withdrawn)?.version;
    if (from === undefined) return;
    try {
      setOpen({ from, to: to.version, text: await getText(`/api/v1/configuration/diff?from=${from}&to=${to.version}`) });
      setProblem('');
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const back = (to: VersionStatus) => confirm({
    title: `Go back to version ${to.version}?`,
    what: <p>Its text becomes a new version, which all nodes load at once.</p>,
    action: `Go back to version ${to.version}`,
    danger: true,
    run: async () => {
      await send('POST', `/api/v1/configuration/rollback?version=${to.version}`);
      toast(`The text of version ${to.version} is in force again.`);
      again();
    },
  });
  return (
    <Card title="Versions">
      <Table
        caption="Versions of the shared configuration, the last one first"
        rows={rows}
        keyOf={(version) => version.version}
        columns={[
          { title: 'Version', head: true, cell: (one) => <strong>{one.version}</strong> },
          { title: 'State', cell: (one) => (one.version === status.current?.version ? <State tone="ok">in force</State> : one.withdrawn ? <State tone="off">withdrawn</State> : <span class="muted">earlier</span>) },
          { title: 'Applied by', cell: (one) => one.by },
          { title: 'When', cell: (one) => <Ago at={one.at} /> },
          { title: 'Comment', cell: (one) => one.comment ?? (one.rollbackOf ? `as version ${one.rollbackOf}` : '–') },
          ...(operates.value
            ? [{
                title: 'Do',
                cell: (one: VersionStatus) => (
                  <div class="row">
                    {!one.withdrawn && rows.some((other) => other.version < one.version) && <Button small label={`What version ${one.version} changed`} onClick={() => void show(one)}>Changes</Button>}
                    {!one.withdrawn && one.version !== status.current?.version && <Button small kind="quiet" label={`Go back to version ${one.version}`} onClick={() => back(one)}>Go back…</Button>}
                  </div>
                ),
              }]
            : []),
        ]}
      />
      {problem && <p class="problem" role="alert"><Icon name="bad" /> {problem}</p>}
      {open && <div class="version-diff"><h3>Version {open.to}, against version {open.from}</h3><Diff text={open.text} label={`What version ${open.to} changed of version ${open.from}`} /></div>}
    </Card>
  );
}

/** What the nodes share; null until known, and on a node that shares nothing. Asked again when the stream says that something changed. */
function useStatus(): [ConfigurationStatus | null, string, () => void] {
  const [status, setStatus] = useState<ConfigurationStatus | null>(null);
  const [problem, setProblem] = useState('');
  const [asked, setAsked] = useState(0);
  const here = coordination.value?.configuration;
  const running = status?.rollout?.state === 'running';
  useEffect(() => {
    const stop = new AbortController();
    const ask = () => get<ConfigurationStatus>('/api/v1/configuration', stop.signal).then(
      (found) => { setStatus(found); setProblem(''); },
      (error: unknown) => {
        if (!stop.signal.aborted && !(error instanceof ApiError && error.status === 404)) setProblem(messageOf(error));
      },
    );
    void ask();
    const timer = setInterval(() => document.hidden || void ask(), running ? 2_000 : 15_000);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [here?.version, here?.target, running, asked]);
  return [status, problem, () => setAsked((n) => n + 1)];
}
